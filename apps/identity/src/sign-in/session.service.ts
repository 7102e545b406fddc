import { Injectable } from '@nestjs/common';
import { actorOf, type Principal } from '@toolyard/contracts';
import { originAddress } from '@toolyard/messaging';
import { AccountsService } from '../accounts/accounts.service.js';
import { DirectoryService } from '../directory/directory.service.js';
import { InvitationsService } from '../invitations/invitations.service.js';
import { PasswordLinks } from '../passwords/password-links.js';
import { RateLimits } from '../rate-limits/rate-limits.js';
import { Passkeys } from '../second-factor/passkeys.js';
import type {
  EnrolmentDto,
  PasskeyOptionsDto,
  RecoveryCodesDto,
  TicketConfirmDto,
  TicketDto,
  TicketProofDto,
} from '../second-factor/second-factor.dto.js';
import { SecondFactorsService } from '../second-factor/second-factors.service.js';
import { SignInTickets } from '../second-factor/sign-in-tickets.js';
import type { Exchange } from '../sessions/exchange.js';
import { LoginSessions } from '../sessions/login-sessions.js';
import { MeAnswers } from '../sessions/me-answers.js';
import type { MeDto } from '../sessions/me.dto.js';
import { OidcClient } from './oidc-client.js';
import { SetUp } from './set-up.js';
import type {
  AcceptInvitationDto,
  InvitedDto,
  PasswordLinkDto,
  SessionDto,
  SetUpDto,
  SignInDto,
} from './sign-in.dto.js';
import { SignInService } from './sign-in.service.js';

/** Login sessions as the REST API starts and ends them: with a password, and with the links that admins hand out. */
@Injectable()
export class SessionService {
  constructor(
    private readonly directory: DirectoryService,
    private readonly accounts: AccountsService,
    private readonly sessions: LoginSessions,
    private readonly signIn: SignInService,
    private readonly me: MeAnswers,
    private readonly setUps: SetUp,
    private readonly links: PasswordLinks,
    private readonly invitations: InvitationsService,
    private readonly outside: OidcClient,
    private readonly limits: RateLimits,
    private readonly factors: SecondFactorsService,
    private readonly tickets: SignInTickets,
    private readonly passkeys: Passkeys,
  ) {}

  async read({ request, response }: Exchange): Promise<SessionDto> {
    response.setHeader('Cache-Control', 'no-store');
    const cookie = this.sessions.tokenIn(request.headers.cookie);
    const found = cookie === undefined ? undefined : await this.sessions.find(cookie);
    return {
      user: found ? this.me.user(found.account) : null,
      setupRequired: this.directory.view.needsSetUp,
      signIn: { password: true, oidc: this.outside.name === null ? null : { name: this.outside.name } },
    };
  }

  /** @throws Rejected `link_invalid`, `weak_password`, `too_many_requests` */
  async setUp({ token, ...admin }: SetUpDto, exchange: Exchange): Promise<MeDto> {
    const account = await this.limits.link(originAddress(), () => this.setUps.run(token, admin));
    await this.signIn.enter(account, 'setup', exchange);
    return this.me.user(account);
  }

  /** @throws Rejected `sign_in_failed`, `second_factor_needed`, `too_many_requests` */
  async enter({ email, password }: SignInDto, exchange: Exchange): Promise<MeDto> {
    const account = await this.signIn.authenticate(email, password, exchange.request);
    await this.signIn.admit(account, 'password', exchange);
    return this.me.user(account);
  }

  /** @throws Rejected `sign_in_failed`, `second_factor_failed`, `too_many_requests` */
  async verify({ ticket, ...proof }: TicketProofDto, exchange: Exchange): Promise<MeDto> {
    return this.me.user(await this.signIn.verify(ticket, proof, exchange));
  }

  /** @throws Rejected `sign_in_failed` */
  async askPasskey({ ticket }: TicketDto): Promise<PasskeyOptionsDto> {
    return { options: await this.passkeys.ask(this.tickets.open(ticket, 'code').account, 'sign-in') };
  }

  /** @throws Rejected `sign_in_failed` */
  async enrol({ ticket }: TicketDto): Promise<EnrolmentDto> {
    return this.factors.begin(this.tickets.open(ticket, 'enrolment').account);
  }

  /**
   * Sets up the second factor that the sign-in was waiting for.
   * @throws Rejected `sign_in_failed`, `second_factor_failed`
   */
  async confirm({ ticket, enrolment, code }: TicketConfirmDto, exchange: Exchange): Promise<RecoveryCodesDto> {
    const { account, method } = this.tickets.open(ticket, 'enrolment');
    const recoveryCodes = await this.factors.confirm(account, enrolment, code);
    await this.signIn.enter(account, method, exchange, { isVerified: true });
    return { recoveryCodes };
  }

  async leaveEverywhere(principal: Principal, { response }: Exchange): Promise<void> {
    await this.accounts.endSessions(principal.userId, actorOf(principal));
    response.append('Set-Cookie', this.sessions.forget());
  }

  /** @throws Rejected `link_invalid`, `too_many_requests` */
  async passwordLink(token: string): Promise<PasswordLinkDto> {
    const { name, email, passwordLink } = await this.limits.link(originAddress(), () => this.links.withToken(token));
    return { name, email: email!, expiresAt: passwordLink!.expiresAt };
  }

  /** @throws Rejected `link_invalid`, `weak_password`, `too_many_requests` */
  async setPassword(token: string, password: string, exchange: Exchange): Promise<MeDto> {
    const account = await this.limits.link(originAddress(), () => this.links.use(token, password));
    await this.signIn.admit(account, 'password-link', exchange);
    return this.me.user(account);
  }

  /** @throws Rejected `link_invalid`, `too_many_requests` */
  async invited(token: string): Promise<InvitedDto> {
    const { email, role, createdBy, expiresAt } = await this.limits.link(originAddress(), () =>
      this.invitations.withToken(token),
    );
    return { email, role, invitedBy: createdBy.name, expiresAt };
  }

  /** @throws Rejected `link_invalid`, `email_taken`, `weak_password`, `too_many_requests` */
  async accept(token: string, { name, password }: AcceptInvitationDto, exchange: Exchange): Promise<MeDto> {
    const account = await this.limits.link(originAddress(), () => this.invitations.accept(token, name, password));
    await this.signIn.admit(account, 'invitation', exchange);
    return this.me.user(account);
  }
}
