import { Injectable } from '@nestjs/common';
import { type Principal, rights } from '@toolyard/contracts';
import type { Account } from '../domain/account.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { UserAnswers } from '../accounts/user-answers.js';
import type { MeDto } from './me.dto.js';

/** The answers to users and API keys about themselves. */
@Injectable()
export class MeAnswers {
  constructor(
    private readonly accounts: AccountsService,
    private readonly answers: UserAnswers,
  ) {}

  user(account: Account): MeDto {
    return this.of(account, { kind: 'user', id: account.id, name: account.name, rights: [...rights], servers: 'all' });
  }

  principal({ kind, id, userId, name, rights, servers }: Principal): MeDto {
    return this.of(this.accounts.get(userId), { kind, id, name, rights, servers });
  }

  private of(
    { id: userId, email, role, groups, passwordHash, createdAt }: Account,
    { kind, id, name, rights, servers }: Pick<MeDto, 'kind' | 'id' | 'name' | 'rights' | 'servers'>,
  ): MeDto {
    const group = this.answers.groups(Object.keys(groups));
    return {
      kind,
      id,
      userId,
      name,
      ...(email === null ? {} : { email }),
      role,
      rights,
      servers,
      groups: group,
      hasPassword: passwordHash !== null,
      createdAt,
    };
  }
}
