/** Files of the build context under this name belong to the platform. */
export const reservedFolder = '.toolyard-build';

/** A file that the platform adds to the build context. */
export interface ExtraFile {
  path: string;
  text: string;
}
