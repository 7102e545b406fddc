import { describe, expect, test } from '@jest/globals';
import { type EgressPolicy, ipv4Rules, ipv6Rules, policyName } from './egress-rules.js';

const policy: EgressPolicy = {
  name: 'ty-one',
  interfaces: ['ty-one'],
  link: { name: 'ty-one', subnet: '10.219.7.0/30' },
  closed: ['10.213.0.0/16'],
  allowed: [
    { to: '10.213.0.9' },
    { to: '10.1.2.3', ports: { protocols: ['tcp', 'udp'], port: 53 } },
    { to: '192.168.7.0/24' },
  ],
};
const rules = ipv4Rules(policy).split('\n');
const at = (rule: string) => {
  expect(rules).toContain(rule);
  return rules.indexOf(rule);
};
const refuses = (range: string) => `-A TOOLYARD-OUT-ty-one -d ${range} -j REJECT --reject-with icmp-admin-prohibited`;

describe('the egress policy', () => {
  test('refuses the networks of servers before it allows anything', () => {
    expect(at(refuses('10.213.0.0/16'))).toBeLessThan(at('-A TOOLYARD-OUT-ty-one -d 10.213.0.9 -j ACCEPT'));
  });

  test('allows what is listed before it refuses private ranges', () => {
    expect(at('-A TOOLYARD-OUT-ty-one -d 10.1.2.3 -p udp --dport 53 -j ACCEPT')).toBeLessThan(
      at(refuses('10.0.0.0/8')),
    );
    expect(at('-A TOOLYARD-OUT-ty-one -d 192.168.7.0/24 -j ACCEPT')).toBeLessThan(at(refuses('192.168.0.0/16')));
  });

  test.each(['127.0.0.0/8', '169.254.0.0/16', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'])(
    'refuses %s',
    (range) => void at(refuses(range)),
  );

  test('refuses every address of this machine that is not allowed', () => {
    const [allowed, rest] = [
      '-A TOOLYARD-IN-ty-one -i ty-one -j TOOLYARD-OUT-ty-one',
      '-A TOOLYARD-IN-ty-one -i ty-one -j REJECT --reject-with icmp-admin-prohibited',
    ];
    expect(at(allowed)).toBe(at(rest!) - 1);
  });

  test('lets nothing into a namespace but answers', () => {
    expect(at('-A TOOLYARD-ty-one -o ty-one -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT')).toBeLessThan(
      at('-A TOOLYARD-ty-one -o ty-one -j REJECT --reject-with icmp-admin-prohibited'),
    );
  });

  test('neither accepts nor translates what the engine on this machine decides', () => {
    const shared = ipv4Rules({ ...policy, name: 'abc', interfaces: ['br-1'], link: undefined });
    expect(shared).not.toContain('*nat');
    expect(shared).not.toMatch(/-A TOOLYARD-abc .*ACCEPT/);
    expect(shared).toContain('-A TOOLYARD-abc -i br-1 ! -o br-1 -j TOOLYARD-OUT-abc');
  });

  test('refuses all of IPv6', () => {
    expect(ipv6Rules(policy).match(/-i ty-one -j REJECT/g)).toHaveLength(2);
  });

  test('has chain names that iptables takes, different for each service', () => {
    for (const instance of ['a1b2c3d4', 'an-instance-with-a-name-of-32-ch']) {
      const names = (['runtime', 'builds'] as const).map((service) => policyName(instance, service));
      expect(new Set(names).size).toBe(2);
      for (const name of names) expect(`TOOLYARD-OUT-${name}`.length).toBeLessThanOrEqual(28);
    }
  });
});
