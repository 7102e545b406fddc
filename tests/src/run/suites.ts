/** A check of the whole repository: commands that are run from its folder, each of which has to end with 0. */
export interface CheckSuite {
  kind: 'check';
  limitMinutes: number;
  /** Scripts below `node_modules` with their arguments. */
  commands: string[][];
}

/** Specs that Jest runs. */
export interface SpecSuite {
  kind: 'specs';
  limitMinutes: number;
  /** End of the source files' names. A file belongs to the suite with the longest end that fits. */
  end: string;
  /** The specs need a Docker Engine, git, NATS and the rest of what a platform runs on. */
  engine: boolean;
  workers: number;
  /** Files whose paths begin so run one after another, when the others are done. */
  alone?: string[];
}

export type Suite = CheckSuite | SpecSuite;

export const suites = {
  lint: {
    kind: 'check',
    limitMinutes: 5,
    commands: [
      ['oxlint/bin/oxlint', '--deny-warnings'],
      ['prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
    ],
  },
  types: { kind: 'check', limitMinutes: 5, commands: [['typescript/bin/tsc', '-b']] },
  unit: { kind: 'specs', limitMinutes: 10, end: '.spec.ts', engine: false, workers: 2 },
  integration: { kind: 'specs', limitMinutes: 40, end: '.int.spec.ts', engine: true, workers: 2 },
  // Alone run the tests that exhaust the processes of the engine which all tests share, and those that start one of
  // their own: it adds a network interface to the machine, at which Chromium gives up what it loads.
  e2e: {
    kind: 'specs',
    limitMinutes: 40,
    end: '.e2e.spec.ts',
    engine: true,
    workers: 2,
    alone: ['tests/src/e2e/engine-restart.', 'tests/src/e2e/bad-repositories.'],
  },
  /** Each attack on the whole platform, through its public port. */
  attacks: { kind: 'specs', limitMinutes: 20, end: '.attack.spec.ts', engine: true, workers: 2 },
} satisfies Record<string, Suite>;

export type SuiteName = keyof typeof suites;

export const suiteNames = Object.keys(suites) as SuiteName[];

/**
 * What runs side by side, one step after another: linting and types need one core and leave the other to the unit
 * tests. Within a lane suites follow each other. A suite that is named in no lane runs last.
 */
export const steps: SuiteName[][][] = [[['lint', 'types'], ['unit']], [['integration']], [['e2e']], [['attacks']]];
