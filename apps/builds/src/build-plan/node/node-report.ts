import { packagesLine, type PlanInput, projectLines, startLines } from '../dockerfile-text.js';
import { originOf } from '../build-fields.js';
import type { NodeProject } from './node-project.js';

/** Adds the decisions on a Node project to the plan. */
export function nodeReport(project: NodeProject, input: PlanInput): void {
  const { file, lines } = input;
  const { version, base, manager, workspaceSize, installFolder, hasDependencies, build, prune, tools } = project;
  projectLines(input, ['Node.js', 'package.json'], [String(version.major), version.from, 'node'], base);
  if (workspaceSize !== undefined)
    lines.add('workspace', `${workspaceSize} packages, installed in ${installFolder || '.'}`, 'workspaces', null);
  lines.add('package manager', `${manager.name}${manager.major ? ` ${manager.major}` : ''}`, manager.from, null);
  packagesLine(input, project.packages);
  lines.add(
    'install',
    hasDependencies || file.install ? project.install : 'nothing',
    file.install ? originOf(file, 'install') : hasDependencies ? manager.from : 'no dependencies',
  );
  lines.add('build', build?.command ?? 'nothing', build?.from ?? 'no build script');
  if (prune !== undefined)
    lines.add(
      'prune',
      prune ?? 'development dependencies are kept',
      tools.length > 0 ? `start uses ${tools.join(', ')}` : workspaceSize !== undefined ? 'workspace' : manager.name,
      null,
    );
  startLines(input, project.start, project.stdio, project.source);
}
