import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Actor, type AlertEvent, type AlertRule, type Principal, Rejected } from '@toolyard/contracts';
import { AggregateStore, EventStore, View } from '@toolyard/event-store';
import { changedBy, log, newId } from '@toolyard/service';
import { ServerDirectory } from '../servers/server-directory.js';
import { type AlertCommand, alertDecider, type AlertState } from './alert.decider.js';
import { providedRules } from './provided-rules.js';

const mostRules = 200;

export interface Alert {
  id: string;
  rule: AlertRule;
  state: AlertState;
}

/** The commands and reads of alerts: rules, incidents and the messages about them. */
@Injectable()
export class AlertsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly states = new Map<string, AlertState>();
  private readonly following: View;
  private readonly store: AggregateStore<AlertState, AlertCommand, AlertEvent>;
  private started: Promise<void> | undefined;

  constructor(
    events: EventStore,
    private readonly directory: ServerDirectory,
  ) {
    this.following = new View(events, ['alert-'], ({ type, data }) => {
      const event = { type, data } as AlertEvent;
      const { alertId } = event.data;
      this.states.set(alertId, alertDecider.evolve(this.states.get(alertId) ?? alertDecider.initial, event));
    });
    const metadata = (actor: Actor | undefined) => (actor ? changedBy(actor) : {});
    this.store = new AggregateStore(events, {
      decider: alertDecider,
      prefix: 'alert-',
      view: this.following,
      metadata,
    });
  }

  onApplicationBootstrap(): void {
    this.caughtUp().catch((error: unknown) => log.error({ err: error }, 'the events of alerts cannot be read'));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.following.stop();
  }

  /** Resolves once every stored alert is here, and those that every installation begins with. */
  caughtUp(): Promise<void> {
    this.started ??= this.following.start().then(() => this.provide());
    return this.started;
  }

  /** Those that the principal may see, the oldest first. */
  list(principal: Principal): Alert[] {
    return this.all().filter(({ rule }) => this.sees(principal, rule));
  }

  all(): Alert[] {
    return [...this.states].flatMap(([id, state]) =>
      state.status === 'present' && state.rule ? [{ id, rule: state.rule, state }] : [],
    );
  }

  /** @throws Rejected `not_found` */
  get(principal: Principal, id: string): Alert {
    const alert = this.all().find((each) => each.id === id);
    if (!alert || !this.sees(principal, alert.rule))
      throw new Rejected('not_found', 'There is no such alert. It may have been deleted.');
    return alert;
  }

  /** @throws Rejected `forbidden`, `invalid_request` */
  async create(principal: Principal, rule: AlertRule, actor: Actor): Promise<Alert> {
    this.assertMayChange(principal, rule);
    await this.assertRule(rule);
    if (this.all().length >= mostRules)
      throw new Rejected('conflict', `There are ${mostRules} alerts already. Delete one that is not used.`);
    const alertId = newId('alr');
    await this.execute(alertId, { type: 'create', alertId, rule, actor, at: new Date().toISOString() }, actor);
    return this.get(principal, alertId);
  }

  /** @throws Rejected `not_found`, `forbidden`, `invalid_request` */
  async edit(principal: Principal, alertId: string, change: Partial<AlertRule>, actor: Actor): Promise<Alert> {
    const { rule: was } = this.get(principal, alertId);
    const rule = { ...was, ...change };
    if (rule.scope !== 'server') delete rule.serverId;
    this.assertMayChange(principal, was);
    this.assertMayChange(principal, rule);
    await this.assertRule(rule);
    await this.execute(alertId, { type: 'edit', alertId, rule, actor, at: new Date().toISOString() }, actor);
    return this.get(principal, alertId);
  }

  /** @throws Rejected `not_found`, `forbidden` */
  async change(
    principal: Principal,
    alertId: string,
    command: { type: 'delete' | 'acknowledge' | 'endSilence' } | { type: 'silence'; until: string },
    actor: Actor,
  ): Promise<void> {
    this.assertMayChange(principal, this.get(principal, alertId).rule);
    await this.execute(alertId, { ...command, alertId, actor, at: new Date().toISOString() }, actor);
  }

  /** Appends what the command leads to; nothing is read when it changes nothing. */
  async execute(alertId: string, command: AlertCommand, actor?: Actor): Promise<void> {
    const state = this.states.get(alertId) ?? alertDecider.initial;
    if (command.type === 'evaluate' && alertDecider.decide(command, state).length === 0) return;
    await this.store.execute(alertId, command, actor);
  }

  private async provide(): Promise<void> {
    const at = new Date().toISOString();
    for (const [alertId, rule] of Object.entries(providedRules))
      await this.execute(alertId, { type: 'provide', alertId, rule, at });
  }

  private sees(principal: Principal, { scope, serverId }: AlertRule): boolean {
    const { role, servers, userId } = principal;
    if (servers !== 'all' && (serverId === undefined || !servers.includes(serverId))) return false;
    if (role === 'admin' || role === 'auditor') return true;
    return scope === 'server' && role === 'developer' && this.directory.ownedBy(userId).includes(serverId!);
  }

  private assertMayChange(principal: Principal, rule: AlertRule): void {
    if (principal.role === 'auditor' || !this.sees(principal, rule))
      throw new Rejected(
        'forbidden',
        'Developers set alerts for their own servers, admins for all. Nothing was changed.',
      );
  }

  private async assertRule(rule: AlertRule): Promise<void> {
    if ((rule.scope === 'server') !== (rule.serverId !== undefined))
      throw new Rejected('invalid_request', 'serverId goes with the scope server, and with no other one.');
    if (rule.measure !== 'no_calls' && rule.recoverAt >= rule.threshold)
      throw new Rejected('invalid_request', 'recoverAt must be below the threshold, so that the alert does not flap.');
    if (rule.measure === 'error_rate' && rule.threshold > 1)
      throw new Rejected('invalid_request', 'The threshold of an error rate is between 0 and 1.');
    if (rule.serverId !== undefined) await this.directory.assertServer(rule.serverId);
  }
}
