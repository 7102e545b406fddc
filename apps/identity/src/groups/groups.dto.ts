import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { DefaultAccess, Rule } from '@toolyard/contracts';
import { Optional } from '@toolyard/service';
import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, IsString, MaxLength, ValidateIf } from 'class-validator';
import { defaultAccesses, IsName } from '../directory/dto-fields.js';

const accesses: Rule['access'][] = ['all', 'none', 'only', 'except'];

export class RuleDto {
  @ApiProperty({
    enum: accesses,
    description: '`only`: exactly these tools, new ones are refused. `except`: all but these, new ones are allowed.',
  })
  @IsIn(accesses)
  access!: Rule['access'];

  @ApiPropertyOptional({ type: [String], maxItems: 1_000, description: 'With `only` and `except`.' })
  @ValidateIf((rule: RuleDto) => rule.tools !== undefined || rule.access === 'only' || rule.access === 'except')
  @IsArray()
  @ArrayMaxSize(1_000)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(256, { each: true })
  tools?: string[];
}

/** The stored form, field by field. */
export function ruleOf({ access, tools }: RuleDto): Rule {
  return access === 'only' || access === 'except' ? { access, tools: [...(tools ?? [])] } : { access };
}

export class CreateGroupDto {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsName()
  name!: string;

  @ApiPropertyOptional({ maxLength: 500, default: '' })
  @Optional()
  @IsString()
  @MaxLength(500)
  description?: string;

  @ApiPropertyOptional({
    enum: defaultAccesses,
    default: 'none',
    description: 'For servers without a rule of their own.',
  })
  @Optional()
  @IsIn(defaultAccesses)
  defaultAccess?: DefaultAccess;
}

export class EditGroupDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 100 })
  @Optional()
  @IsName()
  name?: string;

  @ApiPropertyOptional({ maxLength: 500 })
  @Optional()
  @IsString()
  @MaxLength(500)
  description?: string;

  @ApiPropertyOptional({ enum: defaultAccesses })
  @Optional()
  @IsIn(defaultAccesses)
  defaultAccess?: DefaultAccess;
}

@ApiExtraModels(RuleDto)
export class GroupDto {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty()
  description!: string;
  @ApiProperty({ description: 'Every account joins it, and it cannot be deleted.' })
  isDefault!: boolean;
  @ApiProperty({ type: 'integer' })
  memberCount!: number;
  @ApiProperty({ enum: defaultAccesses })
  defaultAccess!: DefaultAccess;
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(RuleDto) },
    description: 'Server id → rule.',
  })
  servers!: Record<string, Rule>;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class GroupsDto {
  @ApiProperty({ type: [GroupDto] })
  items!: GroupDto[];
}
