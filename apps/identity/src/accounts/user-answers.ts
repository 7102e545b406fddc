import { Injectable } from '@nestjs/common';
import { DirectoryService } from '../directory/directory.service.js';
import { LastSeen } from './last-seen.js';
import type { GroupRefDto } from '../directory/dto-fields.js';
import type { Account } from '../domain/account.js';
import type { ServiceAccountsDto, UserDto, UserPageDto } from './users.dto.js';
import { accountRow, type UserQuery, userPage, type UserRow } from './users.view.js';

/** Accounts as the REST API answers them. */
@Injectable()
export class UserAnswers {
  constructor(
    private readonly directory: DirectoryService,
    private readonly seen: LastSeen,
  ) {}

  page(query: UserQuery): UserPageDto {
    const { items, nextCursor } = userPage(
      this.directory.view,
      { ...query, cursor: decoded(query.cursor) },
      new Date().toISOString(),
    );
    return {
      items: items.map((row) => this.answer(row)),
      nextCursor: nextCursor && Buffer.from(nextCursor).toString('base64url'),
    };
  }

  serviceAccounts(): ServiceAccountsDto {
    const accounts = [...this.directory.view.accounts.values()].filter(({ kind }) => kind === 'service');
    return { items: accounts.map((account) => this.account(account)) };
  }

  account(account: Account): UserDto {
    return this.answer(accountRow(account));
  }

  /** Groups that are gone are left out. */
  groups(groupIds: string[]): GroupRefDto[] {
    return groupIds.flatMap((id) => {
      const group = this.directory.view.groups.get(id);
      return group ? [{ id, name: group.name }] : [];
    });
  }

  private answer({ groupIds, ...row }: UserRow): UserDto {
    return { ...row, groups: this.groups(groupIds), lastSeenAt: this.seen.account(row.id) };
  }
}

const decoded = (cursor: string | undefined): string | undefined =>
  cursor && Buffer.from(cursor, 'base64url').toString();
