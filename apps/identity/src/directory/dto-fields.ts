import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { type DefaultAccess, passwordMaxLength, passwordMinLength, type Role, roles } from '@toolyard/contracts';
import { Trim } from '@toolyard/service';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsEmail,
  IsIn,
  IsString,
  Length,
  Matches,
  MaxLength,
} from 'class-validator';

/** One line that a person reads. */
export const IsName = () =>
  applyDecorators(
    Trim(),
    IsString(),
    Length(1, 100),
    Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: '$property must be one line of printable characters' }),
  );

export const IsEmailAddress = () =>
  applyDecorators(Trim(), IsEmail({}, { message: '$property must be an e-mail address' }), MaxLength(254));

/** How strong it is, is judged where it is hashed. */
export const IsPassword = () => applyDecorators(IsString(), MaxLength(passwordMaxLength));

/** A password that is to be set. */
export const apiPassword = { minLength: passwordMinLength, maxLength: passwordMaxLength, format: 'password' };

export const IsRole = () => IsIn(roles);

export const IsGroupIds = () =>
  applyDecorators(
    IsArray(),
    ArrayMaxSize(100),
    ArrayUnique(),
    IsString({ each: true }),
    MaxLength(100, { each: true }),
  );

export const defaultAccesses: DefaultAccess[] = ['all', 'none'];

export const apiRole = { enum: roles as unknown as Role[], enumName: 'Role' };

export class GroupRefDto {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  name!: string;
}
