import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type {
  BuildPlanLine,
  BuildPlanReport,
  Commit,
  Deployment,
  DeploymentStage,
  DeploymentStatus,
  DeploymentTrigger,
  Endpoint,
  ImageRef,
  RunSpec,
  StageTime,
  Tool,
  ToolChanges,
} from '@toolyard/contracts';
import { ActorDto, PageQueryDto } from '@toolyard/service';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';

const statuses = [
  'queued',
  'building',
  'starting',
  'live',
  'failed',
  'superseded',
  'cancelled',
  'retired',
] as const satisfies DeploymentStatus[];
const stages = [
  'fetch',
  'dependencies',
  'image',
  'push',
  'candidate',
  'promotion',
] as const satisfies DeploymentStage[];
const triggers = ['push', 'manual', 'rollback', 'variables', 'poll'] as const satisfies DeploymentTrigger[];

export class DeployDto {
  @ApiPropertyOptional({
    description: 'A commit of main, by its SHA or at least its first seven digits. The latest commit by default.',
    example: '1f0c2a9',
  })
  @IsOptional()
  @IsString()
  @Matches(/^[0-9a-f]{7,40}$/i, { message: 'commit must be 7 to 40 hexadecimal digits' })
  commit?: string;
}

export class ListDeploymentsDto extends PageQueryDto {}

export class ListCommitsDto {
  @ApiPropertyOptional({ description: 'Part of the message, or the first four or more digits of a SHA.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cursor?: string;
}

export class CommitDto implements Commit {
  @ApiProperty()
  sha!: string;
  @ApiProperty()
  message!: string;
  @ApiProperty()
  author!: string;
  @ApiPropertyOptional({ format: 'uri', description: "Picture of the author's account at the host of the repository." })
  avatarUrl?: string;
  @ApiProperty({ format: 'date-time' })
  at!: string;
}

class ImageDto implements ImageRef {
  @ApiProperty({ description: 'Content digest: what containers are started from.' })
  digest!: string;
  @ApiProperty({ description: 'A name for people.' })
  tag!: string;
  @ApiProperty()
  sizeBytes!: number;
}

class DeploymentErrorDto {
  @ApiProperty({ enum: stages })
  stage!: DeploymentStage;
  @ApiProperty({ description: 'Stable, for programs, e.g. `build_failed`, `build_timeout`, `toolyard_yaml`.' })
  code!: string;
  @ApiProperty()
  message!: string;
}

export class StageTimeDto implements StageTime {
  @ApiProperty({ enum: stages })
  name!: DeploymentStage;
  @ApiProperty({ format: 'date-time' })
  startedAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  endedAt!: string | null;
}

export class ToolChangesDto implements ToolChanges {
  @ApiProperty({ type: [String] })
  added!: string[];
  @ApiProperty({ type: [String] })
  changed!: string[];
  @ApiProperty({ type: [String] })
  dropped!: string[];
}

export class DeploymentDto implements Deployment {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  serverId!: string;
  @ApiProperty({ enum: statuses })
  status!: DeploymentStatus;
  @ApiProperty({ enum: stages, nullable: true, description: 'The stage that runs or ran last.' })
  stage!: DeploymentStage | null;
  @ApiProperty({ enum: triggers })
  trigger!: DeploymentTrigger;
  @ApiProperty({ type: ActorDto })
  actor!: ActorDto;
  @ApiProperty({ type: CommitDto })
  commit!: CommitDto;
  @ApiPropertyOptional({ type: ImageDto })
  image?: ImageDto;
  @ApiPropertyOptional({
    type: Object,
    description: 'Port, paths, command, startup time and limits of the containers.',
  })
  run?: RunSpec;
  @ApiPropertyOptional({ description: 'The Dockerfile, when the platform generated it.' })
  generatedDockerfile?: string;
  @ApiPropertyOptional({ type: DeploymentErrorDto })
  error?: DeploymentErrorDto;
  @ApiPropertyOptional({ description: 'The newer deployment that replaced this one before it was live.' })
  supersededBy?: string;
  @ApiPropertyOptional({ type: ToolChangesDto, description: 'Against the deployment that was live before.' })
  changes?: ToolChangesDto;
  @ApiPropertyOptional({ type: Object, description: 'Port, path, transport and protocol of the server.' })
  endpoint?: Endpoint;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiPropertyOptional({ format: 'date-time' })
  promotedAt?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  endedAt?: string;
  @ApiProperty({ type: [StageTimeDto] })
  stages!: StageTimeDto[];
}

export class DeploymentPageDto {
  @ApiProperty({ type: [DeploymentDto] })
  items!: DeploymentDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class CommitPageDto {
  @ApiProperty({ type: [CommitDto] })
  items!: CommitDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class ToolDto implements Tool {
  @ApiProperty()
  name!: string;
  @ApiPropertyOptional()
  title?: string;
  @ApiPropertyOptional()
  description?: string;
  @ApiProperty({ type: Object })
  inputSchema!: unknown;
  @ApiPropertyOptional({ type: Object })
  outputSchema?: unknown;
  @ApiPropertyOptional({ type: Object })
  annotations?: unknown;
}

export class ToolsDto {
  @ApiProperty({ type: [ToolDto] })
  items!: ToolDto[];
  @ApiProperty({ type: String, nullable: true, description: 'The live deployment that offers them.' })
  deploymentId!: string | null;
}

export class ContractDto {
  @ApiProperty()
  deploymentId!: string;
  @ApiProperty({
    type: [ToolDto],
    description: 'Tools of the deployment; empty when it failed before it listed them.',
  })
  items!: ToolDto[];
  @ApiProperty({
    type: ToolsDto,
    nullable: true,
    description: 'Tools of the deployment that was live before; null when there was none.',
  })
  before!: ToolsDto | null;
}

export class BuildPlanLineDto implements BuildPlanLine {
  @ApiProperty({ example: 'package manager' })
  key!: string;
  @ApiProperty({ example: 'pnpm 10' })
  value!: string;
  @ApiProperty({ description: 'Where the value came from: a file, a field of it, or `default`.' })
  from!: string;
  @ApiProperty({ description: 'True when a field of `toolyard.yaml` or of the build settings replaces it.' })
  overridable!: boolean;
  @ApiPropertyOptional({ description: 'Name of that field.', example: 'start' })
  field?: string;
}

export class IgnoredDto {
  @ApiProperty()
  what!: string;
  @ApiProperty()
  why!: string;
}

export class BuildPlanDto implements BuildPlanReport {
  @ApiProperty({ type: [BuildPlanLineDto] })
  lines!: BuildPlanLineDto[];
  @ApiProperty({ type: [IgnoredDto], description: 'What the repository asks for and the build does not use.' })
  ignored!: IgnoredDto[];
}
