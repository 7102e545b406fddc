import type { DeploymentStage, StageTime } from '@toolyard/contracts';

/** Ends the open stage, and starts or continues this one: steps of a Dockerfile run in parallel. */
export function enterStage(stages: StageTime[], name: DeploymentStage, at: string): StageTime[] {
  if (stages.some((stage) => stage.name === name && stage.endedAt === null)) return stages;
  const ended = endStages(stages, at);
  return ended.some((stage) => stage.name === name)
    ? ended.map((stage) => (stage.name === name ? { ...stage, endedAt: null } : stage))
    : [...ended, { name, startedAt: at, endedAt: null }];
}

/** The stages with the open one ended now. */
export function endStages(stages: StageTime[], at: string): StageTime[] {
  return stages.map((stage) => ({ ...stage, endedAt: stage.endedAt ?? at }));
}
