import { ApiProperty } from '@nestjs/swagger';
import { passwordMaxLength } from '@toolyard/contracts';
import { apiPassword, IsPassword } from '../directory/dto-fields.js';

export class SetPasswordDto {
  @ApiProperty(apiPassword)
  @IsPassword()
  password!: string;
}

export class ChangePasswordDto extends SetPasswordDto {
  @ApiProperty({ maxLength: passwordMaxLength, format: 'password' })
  @IsPassword()
  current!: string;
}
