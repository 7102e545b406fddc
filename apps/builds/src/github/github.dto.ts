import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, Whole } from '@toolyard/service';
import { IsString, Matches, MaxLength } from 'class-validator';
import type { Connection, InstallationChoice, RepositoryChoice, SourceReport, SourceState } from './github.service.js';

const states = [
  'connected',
  'pending',
  'not_configured',
  'not_installed',
  'suspended',
  'not_visible',
  'forbidden',
  'replaced',
  'branch_missing',
  'app_rejected',
  'rate_limited',
  'invalid',
  'unreachable',
] as const satisfies SourceState[];

export class SourceReportDto implements SourceReport {
  @ApiProperty({ enum: ['git', 'github'] })
  provider!: SourceReport['provider'];
  @ApiProperty({ description: 'Its present name; a repository on GitHub may have been renamed.' })
  repository!: string;
  @ApiProperty()
  branch!: string;
  @ApiProperty({ type: [String] })
  watchPaths!: string[];
  @ApiProperty({ type: String, format: 'uri', nullable: true, description: 'Page of the repository at its host.' })
  url!: string | null;
  @ApiProperty({ enum: states, description: '`pending` before GitHub has answered for the first time.' })
  state!: SourceState;
  @ApiProperty({ type: String, nullable: true, description: 'What is wrong and what to do; null while nothing is.' })
  message!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  since!: string | null;
}

class AppDto {
  @ApiProperty({ type: 'integer' })
  id!: number;
  @ApiProperty()
  slug!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ format: 'uri' })
  url!: string;
}

class InstallationDto implements InstallationChoice {
  @ApiProperty({ type: 'integer' })
  id!: number;
  @ApiProperty({ description: 'Login of the account or organisation.' })
  account!: string;
  @ApiProperty({ description: '`Organization` or `User`.' })
  type!: string;
  @ApiProperty({ type: String, format: 'uri', nullable: true })
  avatarUrl!: string | null;
  @ApiProperty()
  suspended!: boolean;
  @ApiProperty({ format: 'uri', description: 'Page on GitHub where repositories and permissions are changed.' })
  url!: string;
}

export class GitHubDto implements Connection {
  @ApiProperty({ type: AppDto, nullable: true, description: 'Null while no App is connected.' })
  app!: AppDto | null;
  @ApiProperty({ type: [InstallationDto] })
  installations!: InstallationDto[];
  @ApiProperty({ type: String, format: 'uri', nullable: true, description: 'Page on GitHub that installs the App.' })
  installUrl!: string | null;
  @ApiProperty({ format: 'uri', description: 'Where GitHub sends webhooks to.' })
  webhookUrl!: string;
  @ApiProperty({
    enum: ['environment', 'dashboard'],
    nullable: true,
    description: 'Where the App was set up; null while none is connected. What the environment gives wins.',
  })
  managedBy!: Connection['managedBy'];
  @ApiProperty({ format: 'uri', description: "Where GitHub's pages are." })
  githubUrl!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Why GitHub does not answer the App.' })
  problem!: string | null;
}

export class ListRepositoriesDto {
  @ApiProperty({ type: 'integer' })
  @Whole(1)
  installationId!: number;

  @ApiPropertyOptional({ description: 'Part of the name, whatever the case.' })
  @Optional()
  @IsString()
  @MaxLength(200)
  search?: string;
}

class RepositoryDto implements RepositoryChoice {
  @ApiProperty({ example: 'acme/tools' })
  fullName!: string;
  @ApiProperty()
  isPrivate!: boolean;
  @ApiProperty()
  defaultBranch!: string;
  @ApiProperty({ format: 'uri' })
  url!: string;
}

export class RepositoriesDto {
  @ApiProperty({ type: [RepositoryDto], description: 'At most 50.' })
  items!: RepositoryDto[];
}

export class ListBranchesDto {
  @ApiProperty({ example: 'acme/tools' })
  @IsString()
  @Matches(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, { message: '$property must be owner/name' })
  repository!: string;
}

export class BranchesDto {
  @ApiProperty({ type: [String] })
  items!: string[];
}
