import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type Quota,
  type QuotaEffect,
  type QuotaName,
  quotaNames,
  quotaOf,
  type QuotaSource,
  type QuotaSubject,
} from '@toolyard/contracts';
import { Optional, Whole } from '@toolyard/service';
import { IsString, Length } from 'class-validator';
import type { QuotaState } from './quotas.service.js';

const subjectNote = 'The account or server that the limit is for; all when absent.';

export class ListQuotasDto {
  @ApiPropertyOptional({ description: 'Another account than your own; for admins and auditors.' })
  @Optional()
  @IsString()
  @Length(1, 100)
  accountId?: string;

  @ApiPropertyOptional({ description: 'Also answers the quotas of this server.' })
  @Optional()
  @IsString()
  @Length(1, 100)
  serverId?: string;
}

export class SetQuotaDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'In the unit of the quota.' })
  @Whole(0)
  limit!: number;

  @ApiPropertyOptional({ description: subjectNote })
  @Optional()
  @IsString()
  @Length(1, 100)
  subjectId?: string;
}

export class QuotaOfSubjectDto {
  @ApiPropertyOptional({ description: subjectNote })
  @Optional()
  @IsString()
  @Length(1, 100)
  subjectId?: string;
}

export class QuotaDto implements QuotaState {
  @ApiProperty({ enum: quotaNames, enumName: 'QuotaName' })
  name!: QuotaName;

  @ApiProperty({ enum: ['organisation', 'account', 'server'] })
  subject!: QuotaSubject;

  @ApiProperty({ type: String, nullable: true, description: 'Null for the organisation.' })
  subjectId!: string | null;

  @ApiProperty({ enum: ['count', 'bytes', 'bytes_per_second', 'seconds'] })
  unit!: Quota['unit'];

  @ApiProperty({ enum: ['refuses', 'waits', 'ends_oldest', 'drops'], description: 'What happens at the limit.' })
  effect!: QuotaEffect;

  @ApiProperty({ description: 'What is counted, for people.' })
  of!: string;

  @ApiProperty({ type: 'integer' })
  limit!: number;

  @ApiProperty({ enum: ['default', 'environment', 'admin', 'admin_for_subject'] })
  source!: QuotaSource;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null while it is not known.' })
  use!: number | null;
}

export class QuotasDto {
  @ApiProperty({ type: [QuotaDto] })
  items!: QuotaDto[];
}

export function quotaAnswer(state: QuotaState): QuotaDto {
  const { unit, effect, of } = quotaOf(state.name);
  return { ...state, unit, effect, of };
}
