import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ActorDto, Optional } from '@toolyard/service';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsString, Length, Matches, Max, MaxLength, Min } from 'class-validator';

export class AuditFilterDto {
  @ApiPropertyOptional({ description: 'Who did it: a user, a service account, or an API key.' })
  @Optional()
  @IsString()
  @Length(1, 256)
  actorId?: string;

  @ApiPropertyOptional({ description: 'Types of entries, separated by commas, e.g. `ServerDisabled,ServerEnabled`.' })
  @Optional()
  @IsString()
  @Matches(/^\w{1,64}(,\w{1,64}){0,49}$/, { message: 'type must be one type or several, separated by commas' })
  type?: string;

  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @Length(1, 256)
  serverId?: string;

  @ApiPropertyOptional({ description: 'What it was done to: id or name of a user, group, key, server, variable…' })
  @Optional()
  @IsString()
  @Length(1, 256)
  subject?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Entries from this time or later.' })
  @Optional()
  @IsISO8601({ strict: true })
  @MaxLength(40)
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Entries from before this time.' })
  @Optional()
  @IsISO8601({ strict: true })
  @MaxLength(40)
  to?: string;

  @ApiPropertyOptional({
    description: 'Part of the sentence, of an address, a name or a value; upper and lower case are the same.',
  })
  @Optional()
  @IsString()
  @Length(1, 256)
  search?: string;
}

export class AuditQueryDto extends AuditFilterDto {
  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @Optional()
  @IsString()
  @Matches(/^\d{1,15}$/, { message: 'cursor must be the nextCursor of the page before' })
  cursor?: string;

  @ApiPropertyOptional({ default: 50, minimum: 1, maximum: 200 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

class AuditSubjectDto {
  @ApiProperty({ description: 'Such as `server`, `deployment`, `variable`, `user`, `group`, `apikey` or `calls`.' })
  kind!: string;

  @ApiProperty()
  id!: string;

  @ApiProperty({ description: 'As it was called then.' })
  name!: string;
}

class AuditChangeDto {
  @ApiProperty()
  field!: string;

  @ApiPropertyOptional({ description: 'Absent when there was nothing before.' })
  from?: string;

  @ApiPropertyOptional({ description: 'Absent when there is nothing any more.' })
  to?: string;
}

export class AuditEntryDto {
  @ApiProperty()
  id!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ type: ActorDto })
  actor!: ActorDto;

  @ApiProperty({ nullable: true, type: String, description: 'Network address; null for what the platform did itself.' })
  address!: string | null;

  @ApiProperty({ description: 'Type of the event that the entry describes.' })
  type!: string;

  @ApiProperty({ type: AuditSubjectDto })
  subject!: AuditSubjectDto;

  @ApiPropertyOptional()
  serverId?: string;

  @ApiProperty({ description: 'One sentence.' })
  summary!: string;

  @ApiProperty({ type: [AuditChangeDto] })
  changes!: AuditChangeDto[];

  @ApiProperty({ description: 'The same for everything that one request caused; the services log it too.' })
  correlationId!: string;
}

export class AuditPageDto {
  @ApiProperty({ type: [AuditEntryDto], description: 'The newest first.' })
  items!: AuditEntryDto[];

  @ApiProperty({ nullable: true, type: String })
  nextCursor!: string | null;
}
