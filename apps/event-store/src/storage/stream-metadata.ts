/** `$tb` of a soft-deleted stream: the largest revision there is, beyond JavaScript's exact integers. */
const softDeletedMark = '9223372036854775807';

/** Metadata of a stream that is soft-deleted, as EventStoreDB writes it. */
export const softDeletedMetadata = `{"$tb":${softDeletedMark}}`;

interface StreamMetadata {
  /** Events below this revision are hidden. */
  truncateBefore: number;
  maxCount: number | null;
  maxAgeMs: number | null;
  softDeleted: boolean;
}

/** The stream that holds the metadata of a stream. */
export const metadataStreamOf = (stream: string): string => `$$${stream}`;
/** Whether the name is that of a stream of metadata. */
export const isMetadataStream = (stream: string): boolean => stream.startsWith('$$');
/** The stream that a stream of metadata is about. */
export const originalStreamOf = (metadataStream: string): string => metadataStream.slice(2);

const nothingHidden: StreamMetadata = { truncateBefore: 0, maxCount: null, maxAgeMs: null, softDeleted: false };

/** What a stream's metadata hides. Metadata that is no JSON object hides nothing. */
export function parseMetadata(stream: string, json: string | undefined): StreamMetadata {
  // A metadata stream shows its last event only, as if it had `$maxCount` 1.
  if (isMetadataStream(stream)) return { ...nothingHidden, maxCount: 1 };
  if (!json) return nothingHidden;
  try {
    const raw = JSON.parse(json, (key, value, context?: { source?: string }) =>
      key === '$tb' ? context?.source : value,
    ) as Record<string, unknown>;
    const softDeleted = raw.$tb === softDeletedMark;
    return {
      truncateBefore: !softDeleted && raw.$tb !== undefined ? Number(raw.$tb) || 0 : 0,
      maxCount: typeof raw.$maxCount === 'number' ? raw.$maxCount : null,
      maxAgeMs: typeof raw.$maxAge === 'number' ? raw.$maxAge * 1_000 : null,
      softDeleted,
    };
  } catch {
    return nothingHidden;
  }
}

/** The same metadata with another `$tb`: what an append after a soft delete leaves. */
export function withTruncateBefore(json: string | undefined, revision: number): string {
  try {
    return JSON.stringify({ ...(JSON.parse(json ?? '{}') as object), $tb: revision });
  } catch {
    return JSON.stringify({ $tb: revision });
  }
}
