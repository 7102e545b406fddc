import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Role } from '@toolyard/contracts';
import { PageQueryDto, Optional } from '@toolyard/service';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { apiRole, GroupRefDto, IsEmailAddress, IsGroupIds, IsName, IsRole } from '../directory/dto-fields.js';
import type { UserRow, UserStatus } from './users.view.js';

export class UserDto {
  @ApiProperty()
  id!: string;
  @ApiProperty({ enum: ['user', 'service'], description: '`service`: a service account, for programs.' })
  kind!: UserRow['kind'];
  @ApiProperty()
  name!: string;
  @ApiProperty({ type: String, format: 'email', nullable: true, description: 'Null for service accounts.' })
  email!: string | null;
  @ApiProperty(apiRole)
  role!: Role;
  @ApiProperty({ enum: ['active', 'disabled', 'invited'], description: '`invited`: the id is that of the invitation.' })
  status!: UserStatus;
  @ApiProperty({ type: [GroupRefDto] })
  groups!: GroupRefDto[];
  @ApiProperty({ enum: ['password', 'oidc', 'scim', 'service'], description: 'Where the account came from.' })
  provider!: UserRow['provider'];
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To the minute.' })
  lastSeenAt!: string | null;
}

export class UserPageDto {
  @ApiProperty({ type: [UserDto] })
  items!: UserDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Null on the last page.' })
  nextCursor!: string | null;
}

export class MembersQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'Part of the name or the e-mail address, whatever the case.', maxLength: 200 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;
}

export class ListUsersDto extends MembersQueryDto {
  @ApiPropertyOptional(apiRole)
  @Optional()
  @IsRole()
  role?: Role;

  @ApiPropertyOptional({ enum: ['active', 'disabled', 'invited'] })
  @Optional()
  @IsIn(['active', 'disabled', 'invited'])
  status?: UserStatus;

  @ApiPropertyOptional({ enum: ['user', 'service'] })
  @Optional()
  @IsIn(['user', 'service'])
  kind?: UserRow['kind'];
}

export class EditServiceAccountDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 100 })
  @Optional()
  @IsName()
  name?: string;

  @ApiPropertyOptional(apiRole)
  @Optional()
  @IsRole()
  role?: Role;

  @ApiPropertyOptional({ type: [String], description: 'All groups to be in; those not named are left.' })
  @Optional()
  @IsGroupIds()
  groupIds?: string[];
}

export class EditUserDto extends EditServiceAccountDto {
  @ApiPropertyOptional({ enum: ['active', 'disabled'] })
  @Optional()
  @IsIn(['active', 'disabled'])
  status?: 'active' | 'disabled';
}

export class CreateServiceAccountDto {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsName()
  name!: string;

  @ApiProperty(apiRole)
  @IsRole()
  role!: Role;

  @ApiPropertyOptional({ type: [String], description: 'Beside the default group.' })
  @Optional()
  @IsGroupIds()
  groupIds?: string[];
}

export class ServiceAccountsDto {
  @ApiProperty({ type: [UserDto] })
  items!: UserDto[];
}

export class LinkDto {
  @ApiProperty({ format: 'uri', description: 'Shown once.' })
  url!: string;
  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;
}

export class InviteDto {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @IsEmailAddress()
  email!: string;

  @ApiProperty(apiRole)
  @IsRole()
  role!: Role;

  @ApiPropertyOptional({ type: [String], description: 'Beside the default group.' })
  @Optional()
  @IsGroupIds()
  groupIds?: string[];
}

export class InvitationDto {
  @ApiProperty()
  id!: string;
  @ApiProperty({ format: 'email' })
  email!: string;
  @ApiProperty(apiRole)
  role!: Role;
  @ApiProperty({ type: [GroupRefDto] })
  groups!: GroupRefDto[];
  @ApiProperty()
  invitedBy!: string;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;
}

export class NewInvitationDto extends InvitationDto {
  @ApiProperty({ format: 'uri', description: 'Shown once. Anyone who has it can accept.' })
  url!: string;
}

export class InvitationsDto {
  @ApiProperty({ type: [InvitationDto] })
  items!: InvitationDto[];
}
