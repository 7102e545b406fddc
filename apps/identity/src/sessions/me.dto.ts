import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type Principal, type Right, rights, type Role } from '@toolyard/contracts';
import { apiRole, GroupRefDto, IsName } from '../directory/dto-fields.js';

export class MeDto {
  @ApiProperty({ enum: ['user', 'apikey'] })
  kind!: Principal['kind'];
  @ApiProperty({ description: 'Id of the API key, or of the user.' })
  id!: string;
  @ApiProperty({ description: 'The account that acts.' })
  userId!: string;
  @ApiProperty()
  name!: string;
  @ApiPropertyOptional({ format: 'email' })
  email?: string;
  @ApiProperty(apiRole)
  role!: Role;
  @ApiProperty({ enum: rights, isArray: true })
  rights!: Right[];
  @ApiProperty({
    oneOf: [
      { type: 'string', enum: ['all'] },
      { type: 'array', items: { type: 'string' } },
    ],
  })
  servers!: 'all' | string[];
  @ApiProperty({ type: [GroupRefDto] })
  groups!: GroupRefDto[];
  @ApiProperty({ description: 'True when a password can be changed.' })
  hasPassword!: boolean;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class EditMeDto {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsName()
  name!: string;
}
