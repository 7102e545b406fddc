/** Who caused a change: shown in the audit log and in a deployment's history. */
export interface Actor {
  kind: 'user' | 'apikey' | 'system';
  id: string;
  name: string;
  /** The account behind an API key. */
  userId?: string;
}
