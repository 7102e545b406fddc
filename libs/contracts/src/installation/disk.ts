/**
 * Free space of the data folder's disk, in bytes: what the launcher holds back, and when the platform takes no more.
 */
export const diskLimits = {
  /** Size of the file that holds space back. */
  reserveBytes: 64 << 20,
  /** Below this the reserve is given up. */
  releaseBelowBytes: 16 << 20,
  /**
   * Below this pushes and builds are refused. More than the reserve gives back, so they are refused until it is made
   * again.
   */
  acceptFromBytes: 96 << 20,
} as const;
