import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Source } from '@toolyard/contracts';
import { Optional } from '@toolyard/service';
import { ArrayMaxSize, IsArray, IsIn, IsString, Length, Matches, MaxLength } from 'class-validator';

const branchPattern = /^(?!\/|.*(\/\/|\.\.|@\{|\.lock(\/|$)|\/$|\.$))[^\p{Cc} ~^:?*[\\]+$/u;

/** What of a source may change later. */
export class SourceSettingsDto {
  @ApiPropertyOptional({ description: 'Of `github`: the branch that is deployed.', default: 'main', maxLength: 200 })
  @Optional()
  @IsString()
  @Length(1, 200)
  @Matches(branchPattern, { message: '$property must be the name of a branch' })
  branch?: string;

  @ApiPropertyOptional({
    description:
      'Of `github`: patterns of paths, such as `servers/weather/**`. A commit that changes no file that ' +
      'matches one is ' +
      'not deployed. All files count when the list is empty.',
    maxItems: 50,
    type: [String],
  })
  @Optional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  watchPaths?: string[];
}

export class SourceDto extends SourceSettingsDto {
  @ApiProperty({ enum: ['git', 'github'] })
  @IsIn(['git', 'github'])
  provider!: Source['provider'];

  @ApiPropertyOptional({
    description:
      'Letters, digits, `-`, `_`, `.`. For `git` the name in the built-in remote, the slug unless given; ' +
      'for `github` `owner/name`.',
    maxLength: 200,
  })
  @Optional()
  @IsString()
  @MaxLength(200)
  @Matches(/^([A-Za-z0-9_][A-Za-z0-9_.-]*\/)?[A-Za-z0-9_][A-Za-z0-9_.-]*$/, {
    message: '$property may have letters, digits, -, _ and ., and begins with neither - nor .',
  })
  @Matches(/^(?!.*\.(git|lock)$)(?!.*\.\.)/i, {
    message: '$property must not end in .git or .lock, nor have two dots in a row',
  })
  repository?: string;
}

export class StoredSourceDto implements Source {
  @ApiProperty({ enum: ['git', 'github'] })
  provider!: Source['provider'];
  @ApiProperty()
  repository!: string;
  @ApiPropertyOptional({ description: 'Of `github`; `main` when absent.' })
  branch?: string;
  @ApiPropertyOptional({ type: [String] })
  watchPaths?: string[];
}
