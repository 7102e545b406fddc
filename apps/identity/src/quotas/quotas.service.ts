import { Injectable } from '@nestjs/common';
import {
  type Actor,
  brokenLimitRule,
  isQuotaName,
  type Principal,
  type QuotaName,
  quotaNames,
  quotaOf,
  type QuotaSource,
  type QuotaSubject,
  type QuotaUses,
  Rejected,
} from '@toolyard/contracts';
import { Requester } from '@toolyard/messaging';
import { log, ownsServer, Principals, Quotas } from '@toolyard/service';
import { AccountsService } from '../accounts/accounts.service.js';
import { organisationId } from '../directory/aggregates.js';
import { DirectoryService } from '../directory/directory.service.js';
import { ApiKeysService } from '../keys/api-keys.service.js';

/** Whose quotas are asked for. */
interface Subjects {
  accountId?: string;
  serverId?: string;
}

/** A quota of one subject. */
export interface QuotaState {
  name: QuotaName;
  subject: QuotaSubject;
  /** Null for the organisation. */
  subjectId: string | null;
  limit: number;
  source: QuotaSource;
  /** Null when its service did not answer, and for what is not counted over time. */
  use: number | null;
}

const owners = ['registry', 'builds', 'secrets', 'analytics'] as const;
const patienceMs = 2_000;
/** Every gateway holds sessions and streams of its own. */
const gatewaysMs = 500;

/** Quotas of the installation: what is set, and how much of each is used. Each is enforced by the service it names. */
@Injectable()
export class QuotasService {
  constructor(
    private readonly quotas: Quotas,
    private readonly directory: DirectoryService,
    private readonly accounts: AccountsService,
    private readonly keys: ApiKeysService,
    private readonly principals: Principals,
    private readonly requester: Requester,
  ) {}

  /**
   * The quotas of an account, the caller's own by default, and of a server when one is named; those of the organisation
   * for all but members.
   * @throws Rejected `forbidden`, `not_found`
   */
  async list({ accountId, serverId }: Subjects, principal: Principal): Promise<QuotaState[]> {
    const seesAll = principal.role === 'admin' || principal.role === 'auditor';
    const account = this.accounts.get(accountId ?? principal.userId);
    if (account.id !== principal.userId && !seesAll) throw foreign('account');
    if (serverId !== undefined) {
      const server = await this.principals.server('server', serverId);
      if (!seesAll && !ownsServer(principal, server)) throw foreign('server');
      if (principal.servers !== 'all' && !principal.servers.includes(serverId)) throw foreign('server');
    }
    const subjects = { accountId: account.id, serverId };
    const uses = await this.uses(subjects);
    const ids = { organisation: null, account: account.id, server: serverId ?? null };
    return quotaNames
      .filter((name) => {
        const { subject } = quotaOf(name);
        return subject === 'server' ? serverId !== undefined : subject === 'account' || principal.role !== 'member';
      })
      .map((name) => {
        const { subject } = quotaOf(name);
        const subjectId = ids[subject];
        const { limit, source } = this.quotas.limits.sourced(name, subjectId ?? undefined);
        return { name, subject, subjectId, limit, source, use: uses[name] ?? null };
      });
  }

  /**
   * @param limit null ends what an admin set before
   * @param subjectId the account or server that the limit is for; null: all
   * @throws Rejected `not_found`, `invalid_request`
   */
  async set(name: string, limit: number | null, subjectId: string | null, actor: Actor): Promise<void> {
    if (!isQuotaName(name))
      throw new Rejected('not_found', 'There is no quota of this name. Nothing was changed; list the quotas.');
    const problem = limit === null ? null : brokenLimitRule(name, limit);
    if (problem !== null) throw invalid('limit', `The limit of the quota ${name} ${problem}`, problem);
    if (subjectId !== null) await this.assertSubject(name, subjectId);
    const command = { type: 'setQuota', quota: name, subjectId, limit, actor, at: new Date().toISOString() } as const;
    await this.directory.executeEverywhere(this.directory.aggregates.organisation, organisationId, command, actor);
  }

  private async assertSubject(name: QuotaName, subjectId: string): Promise<void> {
    const { subject } = quotaOf(name);
    if (subject === 'account') this.accounts.get(subjectId);
    else if (subject === 'server') await this.principals.server('server', subjectId);
    else throw invalid('subjectId', `The quota ${name} is of the organisation, which has no id`, 'is not allowed');
  }

  private async uses(subjects: Subjects & { accountId: string }): Promise<QuotaUses> {
    const answers = await Promise.all(
      owners.map(async (owner): Promise<QuotaUses> => {
        try {
          return (await this.requester.request(`${owner}.quotas.use`, subjects, { timeoutMs: patienceMs })).uses;
        } catch (error) {
          log.warn({ err: error, owner }, 'a service did not say how much of its quotas is used');
          return {};
        }
      }),
    );
    const own: QuotaUses = { api_keys_per_account: this.keys.activeOf(subjects.accountId) };
    return Object.assign(own, await this.usesOfGateways(subjects), ...answers) as QuotaUses;
  }

  /** The largest of each, because the limits hold for one gateway. */
  private async usesOfGateways(subjects: Subjects): Promise<QuotaUses> {
    const answers = await this.requester.requestAll('gateway.quotas.use', subjects, { waitMs: gatewaysMs });
    const uses: QuotaUses = {};
    for (const [name, use] of answers.flatMap((answer) => Object.entries(answer.uses)))
      uses[name as QuotaName] = Math.max(uses[name as QuotaName] ?? 0, use);
    return uses;
  }
}

const foreign = (what: 'account' | 'server'): Rejected =>
  new Rejected('forbidden', `The quotas of this ${what} are shown to its owner, to auditors and to admins alone.`);

const invalid = (field: string, sentence: string, problem: string): Rejected =>
  new Rejected('invalid_request', `${sentence}. Nothing was changed.`, [{ field, problem }]);
