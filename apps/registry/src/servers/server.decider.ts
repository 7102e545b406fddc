import {
  type Access,
  type Actor,
  type CallLimits,
  Rejected,
  type Server,
  type ServerEvent,
  type ServerTraffic,
  type ServerTraits,
  type Source,
  type Visibility,
} from '@toolyard/contracts';
import { type Decider, folder, unknownEvent } from '@toolyard/event-store';

interface ServerEdits {
  name?: string;
  description?: string;
  visibility?: Visibility;
  access?: Access;
  replicas?: number;
  headers?: string[];
  limits?: CallLimits;
  source?: Pick<Source, 'branch' | 'watchPaths'>;
}

export type ServerCommand = { actor: Actor; at: string } & (
  | ({ type: 'create'; serverId: string; adoptsRepository?: boolean } & ServerTraits & ServerTraffic)
  | { type: 'edit'; edits: ServerEdits }
  | { type: 'disable' }
  | { type: 'enable' }
  | { type: 'delete' }
);

/** `gone` covers deleted and abandoned alike: the id is used up. */
export type ServerState = Server | 'missing' | 'gone';

const editable = ['name', 'description', 'visibility', 'access', 'replicas', 'headers', 'limits'] as const;
const branchUnlessSet = 'main';

export const serverDecider: Decider<ServerState, ServerCommand, ServerEvent> = {
  initial: 'missing',

  decide(command, state) {
    const { actor, at } = command;
    if (command.type === 'create') {
      if (state !== 'missing')
        throw new Rejected('conflict', 'This server id is already used. Nothing was created; try again.');
      return [{ type: 'ServerCreated', data: created(command) }];
    }
    if (state === 'missing' || state === 'gone') throw noSuchServer();
    const serverId = state.id;
    switch (command.type) {
      case 'edit': {
        const changed = changedOnly(command.edits, state);
        return Object.keys(changed).length === 0
          ? []
          : [{ type: 'ServerEdited', data: { serverId, ...changed, actor, at } }];
      }
      case 'disable':
        return state.disabled ? [] : [{ type: 'ServerDisabled', data: { serverId, actor, at } }];
      case 'enable':
        return state.disabled ? [{ type: 'ServerEnabled', data: { serverId, actor, at } }] : [];
      case 'delete':
        return [{ type: 'ServerDeleted', data: { serverId, slug: state.slug, actor, at } }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ServerCreated': {
        const { serverId, actor, at } = event.data;
        return {
          id: serverId,
          ...traitsOf(event.data),
          disabled: false,
          createdBy: actor,
          createdAt: at,
          updatedAt: at,
        };
      }
      case 'ServerEdited': {
        const edits = [...editable, 'source' as const]
          .filter((field) => event.data[field] !== undefined)
          .map((field) => [field, event.data[field]]);
        return onServer(state, { ...Object.fromEntries(edits), updatedAt: event.data.at });
      }
      case 'ServerDisabled':
        return onServer(state, { disabled: true, updatedAt: event.data.at });
      case 'ServerEnabled':
        return onServer(state, { disabled: false, updatedAt: event.data.at });
      case 'ServerDeleted':
      case 'ServerAbandoned':
        return 'gone';
      default:
        return unknownEvent(event, 'server');
    }
  },
};

export const { fold: foldServer, is: isServerEvent } = folder(serverDecider, {
  ServerCreated: true,
  ServerEdited: true,
  ServerDisabled: true,
  ServerEnabled: true,
  ServerDeleted: true,
  ServerAbandoned: true,
});

export const noSuchServer = (): Rejected =>
  new Rejected(
    'not_found',
    'There is no server with this id. It may have been deleted; list the servers to see what there is.',
  );

function created(command: ServerCommand & { type: 'create' }) {
  const { serverId, actor, at } = command;
  const adopts = command.adoptsRepository ? { adoptsRepository: true } : {};
  return { serverId, ...traitsOf(command), ...adopts, actor, at };
}

/** Only these fields: what else the argument has is not passed on. */
export function traitsOf({
  slug,
  name,
  description,
  visibility,
  access,
  source,
  auth,
  replicas,
  headers = [],
  limits = {},
}: ServerTraits & Partial<ServerTraffic>): ServerTraits & ServerTraffic {
  return { slug, name, description, visibility, access, source, auth, replicas, headers, limits };
}

function changedOnly(edits: ServerEdits, server: Server): ServerEdits & { source?: Source } {
  const changed = editable.filter((field) => edits[field] !== undefined && !same(edits[field], server[field]));
  const source = edits.source && changedSource(edits.source, server.source);
  return { ...Object.fromEntries(changed.map((field) => [field, edits[field]])), ...(source ? { source } : {}) };
}

/** Undefined when nothing changes. @throws Rejected `invalid_request` for the built-in git remote */
function changedSource(edits: NonNullable<ServerEdits['source']>, source: Source): Source | undefined {
  if (source.provider !== 'github')
    throw new Rejected(
      'invalid_request',
      'The built-in git remote deploys main and every change, so a branch and watched paths cannot be set. ' +
        'Nothing was changed.',
    );
  const branch = edits.branch ?? source.branch ?? branchUnlessSet;
  const watchPaths = edits.watchPaths ?? source.watchPaths ?? [];
  const isSame =
    branch === (source.branch ?? branchUnlessSet) && watchPaths.join('\n') === (source.watchPaths ?? []).join('\n');
  return isSame ? undefined : { ...source, branch, watchPaths };
}

/** Lists are equal when they have the same names in the same order. */
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function onServer(state: ServerState, change: Partial<Server>): ServerState {
  return typeof state === 'string' ? state : { ...state, ...change };
}
