import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { normalizedPassword, passwordMinLength, Rejected } from '@toolyard/contracts';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/**
 * Only so many characters are judged: judging the longest password would block the event loop for seconds, and more
 * characters only make it stronger.
 */
const judgedLength = 40;
/** Of 0 to 4; below it, a password is found with a list of common ones and their variations. */
const enoughScore = 2;

/**
 * Argon2id with the parameters of the OWASP password storage cheat sheet (19 MiB, 2 passes, 1 lane), which are the
 * library's own.
 */
@Injectable()
export class Passwords {
  private readonly judge = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  /** Compared against when there is nothing to compare with, so that it takes as long. */
  private readonly absent = hash('no account has this password');

  /** @param about name and address, which make no password. @throws Rejected `weak_password` */
  async hash(password: string, about: string[]): Promise<string> {
    const normal = normalizedPassword(password);
    if (normal.length < passwordMinLength) throw weak(`has fewer than ${passwordMinLength} characters`);
    if (this.judge.check(normal.slice(0, judgedLength), about.flatMap(wordsOf)).score < enoughScore)
      throw weak('is too easy to guess: it is common, or made of your name, a keyboard row or a repetition');
    return hash(normal);
  }

  /** False, after the same time, when there is no hash. */
  async matches(password: string, stored: string | null | undefined): Promise<boolean> {
    const same = await verify(stored ?? (await this.absent), normalizedPassword(password));
    return same && stored !== null && stored !== undefined;
  }
}

/** A name and its words, with and without the characters between them. */
const wordsOf = (text: string): string[] =>
  [text, text.replace(/[^\p{L}\p{N}]+/gu, ''), ...text.split(/[^\p{L}\p{N}]+/u)].filter((word) => word.length > 2);

const weak = (why: string): Rejected =>
  new Rejected(
    'weak_password',
    `This password ${why}. Nothing was changed; choose a longer one, such as four unrelated words.`,
  );
