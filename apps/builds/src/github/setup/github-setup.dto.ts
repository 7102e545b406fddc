import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Optional } from '@toolyard/service';
import { IsUrl, Matches, MaxLength } from 'class-validator';

export class BeginSetupDto {
  @ApiPropertyOptional({ format: 'uri', description: 'Of GitHub Enterprise Server; github.com when it is missing.' })
  @Optional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  @MaxLength(200)
  githubUrl?: string;

  @ApiPropertyOptional({ description: 'Login of the organisation that the App shall belong to.' })
  @Optional()
  @Matches(/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/, { message: '$property must be the login of an organisation' })
  organisation?: string;
}

export class SetupDto {
  @ApiProperty({ description: 'Path of the page that sends the browser to GitHub; for this session alone.' })
  path!: string;
}

export class FinishSetupDto {
  @ApiProperty({ description: 'From GitHub; valid once, and for an hour.' })
  @Matches(/^[\w-]{1,200}$/, { message: '$property must be the code that GitHub gave' })
  code!: string;

  @ApiProperty({ description: 'What GitHub was sent; it belongs to this session and is used once.' })
  @Matches(/^[\w-]{1,200}$/, { message: '$property must be the state that GitHub was sent' })
  state!: string;
}
