import { statfs } from 'node:fs/promises';
import { diskLimits } from '@toolyard/contracts';

/** The answer to a request that would store something large. */
export const diskFullSentence =
  'The disk of the platform is full. Nothing was stored and live servers go on; an administrator has to ' +
  'free space first.';

/** Whether the disk of this folder has so little space left that only the platform itself may still use it. */
export async function isDiskFull(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < diskLimits.acceptFromBytes;
}
