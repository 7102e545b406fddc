/** Who caused a change: shown in the audit log and in a deployment's history. */
export interface Actor {
  kind: 'user' | 'apikey' | 'system';
  id: string;
  name: string;
  /** The account behind an API key. */
  userId?: string;
}

/** The actor of what a principal changes. */
export function actorOf({ kind, id, name, userId }: Pick<Actor, 'kind' | 'id' | 'name' | 'userId'>): Actor {
  return { kind, id, name, userId };
}

/** The actor of what a person changes while no principal stands for them yet: registering, signing in. */
export const actorOfUser = ({ id, name }: { id: string; name: string }): Actor => ({
  kind: 'user',
  id,
  name,
  userId: id,
});
