/** Kilobytes of address space for git and each of its processes: what a pack unpacks to is not bounded by its size. */
const memoryKb = 2 * 1024 * 1024;

/** Starts git's CGI program with that limit. @param seconds of processor time for each of its processes */
export const backendCommand = (seconds: number): [string, ...string[]] => [
  'sh',
  '-c',
  `ulimit -v ${memoryKb}; ulimit -t ${seconds}; exec git http-backend`,
];

/** Mistakes in old commits that harm nothing, and that no one can correct without a new history. */
export const harmlessMistakes = [
  'badDate',
  'badDateOverflow',
  'badEmail',
  'badName',
  'badTimezone',
  'missingEmail',
  'missingNameBeforeEmail',
  'missingSpaceBeforeDate',
  'missingSpaceBeforeEmail',
  'zeroPaddedDate',
  'zeroPaddedFilemode',
];

const settings: Record<string, string> = {
  ...Object.fromEntries(harmlessMistakes.map((mistake) => [`receive.fsck.${mistake}`, 'ignore'])),
  // A clone with `--depth` may be pushed.
  'receive.shallowUpdate': 'true',
  // A push stays one pack, whose size is bounded, instead of files of unknown size.
  'receive.unpackLimit': '1',
  'core.bigFileThreshold': '16m',
  'core.deltaBaseCacheLimit': '64m',
  'core.packedGitLimit': '256m',
  'core.packedGitWindowSize': '32m',
  'pack.threads': '1',
  'pack.windowMemory': '64m',
};

/** Settings as variables of the environment (git-config(1), GIT_CONFIG_COUNT). */
export function asEnvironment(given: Record<string, string>): Record<string, string> {
  return {
    GIT_CONFIG_COUNT: String(Object.keys(given).length),
    ...Object.fromEntries(
      Object.entries(given).flatMap(([key, value], n) => [
        [`GIT_CONFIG_KEY_${n}`, key],
        [`GIT_CONFIG_VALUE_${n}`, value],
      ]),
    ),
  };
}

/** The settings of the git remote. @param maxPackBytes that a push may bring; 0: no limit */
export const settingsEnvironment = (maxPackBytes: number): Record<string, string> =>
  asEnvironment({ ...settings, 'receive.maxInputSize': String(maxPackBytes) });
