/** `--tiny`: the sizes of a trial that only shows that the bench still runs. Its figures mean nothing. */
export const tiny = process.argv.includes('--tiny');

/** A number from the environment, else the one for this kind of run. */
export const size = (variable, full, trial) => Number(process.env[variable] ?? (tiny ? trial : full));

/** The same for several, separated by commas. */
export const sizes = (variable, full, trial) => (process.env[variable] ?? (tiny ? trial : full)).split(',').map(Number);
