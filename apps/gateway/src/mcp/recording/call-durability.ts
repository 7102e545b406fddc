/**
 * What is on disk before a call's answer ends. `synced`: its record, also on the medium, so that it survives a power
 * cut; `answered`: its record, so that it survives the end of the process; `batched`: records of the last 20 ms may be
 * missing.
 */
export const callDurabilities = ['synced', 'answered', 'batched'] as const;
export type CallDurability = (typeof callDurabilities)[number];
