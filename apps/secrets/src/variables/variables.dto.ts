import { ApiProperty } from '@nestjs/swagger';
import type { Actor } from '@toolyard/contracts';
import { ActorDto } from '@toolyard/service';
import { IsString } from 'class-validator';
import type { StoredVariable } from './variables.decider.js';

/** The same for every value, so that it reveals nothing, not even a length. */
const mask = '••••••••';

export class SetVariableDto {
  @ApiProperty({
    description: 'At most 64 KiB of UTF-8 without NUL. Never shown again.',
    maxLength: 65_536,
    writeOnly: true,
  })
  @IsString()
  value!: string;
}

export class VariableDto {
  @ApiProperty({ example: 'API_KEY' })
  name!: string;
  @ApiProperty({ description: 'Always masked.', example: mask })
  value!: string;
  @ApiProperty({ type: 'integer', description: 'Counts the values this name has had.' })
  version!: number;
  @ApiProperty({ type: ActorDto })
  updatedBy!: Actor;
  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export class VariablesDto {
  @ApiProperty({ type: [VariableDto], description: 'By name.' })
  items!: VariableDto[];
}

export function masked(name: string, { version, updatedBy, updatedAt }: StoredVariable): VariableDto {
  return { name, value: mask, version, updatedBy, updatedAt };
}
