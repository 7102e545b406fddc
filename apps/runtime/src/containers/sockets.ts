import type { Listener } from './container-host.js';

const listening = '0A';

/** Listening TCP sockets from the text of `/proc/<pid>/net/tcp` or `tcp6`. */
export function listenersOf(procNetTcp: string): Listener[] {
  return procNetTcp
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local, , state] = line.trim().split(/\s+/);
      const [address, port] = local?.split(':') ?? [];
      return state === listening && address && port
        ? [{ address: addressOf(address), port: Number.parseInt(port, 16) }]
        : [];
    });
}

function addressOf(hex: string): string {
  if (hex.length === 8) return octets(hex);
  if (/^0+$/.test(hex)) return '::';
  if (hex === '00000000000000000000000001000000') return '::1';
  if (hex.startsWith('0000000000000000FFFF0000')) return octets(hex.slice(24));
  return (hex.match(/.{8}/g) ?? [])
    .map((word) => (word.match(/../g) ?? []).reverse().join(''))
    .join('')
    .match(/.{4}/g)!
    .join(':')
    .toLowerCase();
}

function octets(littleEndian: string): string {
  return (littleEndian.match(/../g) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}
