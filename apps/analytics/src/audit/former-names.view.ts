import type { Actor, AlertRule, CallLimits, PlatformEvent, Role, Rule, Source } from '@toolyard/contracts';
import type { StoredEvent } from '@toolyard/event-store';

interface NamedServer {
  name: string;
  slug: string;
  description: string;
  visibility: string;
  access: string;
  replicas: number;
  headers?: string[];
  limits?: CallLimits;
  source?: Source;
}

interface NamedUser {
  name: string;
  email: string;
  role: Role;
  externalId?: string;
}

interface NamedGroup {
  name: string;
  description: string;
  defaultAccess: string;
  externalId?: string;
  rules: Map<string, Rule>;
}

/**
 * What things are called and how they were just before an event, so that an entry can say what it was about and what it
 * changed.
 */
export class FormerNames {
  readonly servers = new Map<string, NamedServer>();
  readonly users = new Map<string, NamedUser>();
  readonly groups = new Map<string, NamedGroup>();
  readonly keys = new Map<string, { name: string; userId: string }>();
  readonly invitations = new Map<string, { email: string }>();
  readonly deployments = new Map<string, { serverId: string; sha: string; actor: Actor }>();
  readonly variables = new Set<string>();
  readonly alerts = new Map<string, AlertRule>();
  readonly alertChannels = new Map<string, string>();

  apply({ type, data }: Pick<StoredEvent, 'type' | 'data'>): void {
    const event = { type, data } as PlatformEvent;
    switch (event.type) {
      case 'AlertRuleProvided':
      case 'AlertRuleCreated':
      case 'AlertRuleEdited':
        this.alerts.set(event.data.alertId, event.data.rule);
        return;
      case 'AlertChannelCreated':
        this.alertChannels.set(event.data.channelId, event.data.name);
        return;
      case 'AlertChannelEdited':
        if (event.data.name !== undefined) this.alertChannels.set(event.data.channelId, event.data.name);
        return;
      case 'ServerCreated': {
        const { serverId, name, slug, description, visibility, access, replicas, headers, limits, source } = event.data;
        this.servers.set(serverId, { name, slug, description, visibility, access, replicas, headers, limits, source });
        return;
      }
      case 'ServerEdited':
        return edit(this.servers.get(event.data.serverId), event.data);
      case 'DeploymentRequested': {
        const { deploymentId, serverId, commit, actor } = event.data;
        this.deployments.set(deploymentId, { serverId, sha: commit.sha, actor });
        return;
      }
      case 'VariableSet':
        this.variables.add(variableKey(event.data));
        return;
      case 'VariableRemoved':
        this.variables.delete(variableKey(event.data));
        return;
      case 'UserRegistered': {
        const { userId, name, email, role, externalId } = event.data;
        this.users.set(userId, { name, email, role, externalId });
        return;
      }
      case 'ServiceAccountCreated': {
        const { userId, name, role } = event.data;
        this.users.set(userId, { name, email: '', role });
        return;
      }
      case 'UserEdited':
        return edit(this.users.get(event.data.userId), event.data);
      case 'InvitationMade':
        this.invitations.set(event.data.invitationId, { email: event.data.email });
        return;
      case 'GroupCreated': {
        const { groupId, name, description, defaultAccess, externalId } = event.data;
        this.groups.set(groupId, { name, description, defaultAccess, externalId, rules: new Map() });
        return;
      }
      case 'GroupEdited':
        return edit(this.groups.get(event.data.groupId), event.data);
      case 'GroupRuleSet':
        this.groups.get(event.data.groupId)?.rules.set(event.data.serverId, event.data.rule);
        return;
      case 'GroupRuleRemoved':
        this.groups.get(event.data.groupId)?.rules.delete(event.data.serverId);
        return;
      case 'ApiKeyCreated':
        this.keys.set(event.data.keyId, { name: event.data.name, userId: event.data.userId });
        return;
      default:
        return;
    }
  }

  server(id: string): string {
    return this.servers.get(id)?.name ?? id;
  }

  user(id: string): string {
    const user = this.users.get(id);
    return user?.name || user?.email || id;
  }

  group(id: string): string {
    return this.groups.get(id)?.name ?? id;
  }
}

export const variableKey = ({ serverId, name }: { serverId: string; name: string }): string => `${serverId}/${name}`;

/** Takes over the fields that both have. */
function edit(existing: object | undefined, data: object): void {
  if (!existing) return;
  const fields = existing as Record<string, unknown>;
  for (const [field, value] of Object.entries(data))
    if (Object.hasOwn(fields, field) && value !== undefined) fields[field] = value;
}
