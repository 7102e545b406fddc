import { describe, expect, test } from '@jest/globals';
import { matcher, mayMatch } from './scim-filter.js';
import { patchedGroup, requestedGroup } from './scim-group.js';
import { listAnswer, listQuery, narrowed, ScimError, urn } from './scim-messages.js';
import { patchedUser, type UserDocument, requestedUser } from './scim-user.js';

const ann: UserDocument = {
  userName: 'ann@example.test',
  displayName: 'Ann Example',
  name: { formatted: 'Ann Example', givenName: 'Ann', familyName: 'Example' },
  active: true,
  externalId: 'Xy1',
};
const resource = {
  id: 'usr_1',
  externalId: 'Xy1',
  userName: 'ann@example.test',
  displayName: 'Ann Example',
  active: true,
  name: { familyName: 'Example' },
  emails: [{ value: 'ann@example.test', type: 'work' }],
};
const patch = (...operations: unknown[]) => ({ schemas: [urn.patch], Operations: operations });
const refusal = (run: () => unknown): Partial<ScimError> => {
  try {
    return { message: JSON.stringify(run()) };
  } catch (error) {
    return error as ScimError;
  }
};

describe('a filter', () => {
  test.each([
    ['userName eq "ANN@example.TEST"', true],
    ['username Eq "ann@example.test"', true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ann@example.test"', true],
    ['displayName eq "ann example"', true],
    ['id eq "usr_1"', true],
    ['id eq "USR_1"', false],
    ['externalId eq "Xy1"', true],
    ['externalId eq "xY1"', false],
    ['active eq true', true],
    ['active eq false', false],
    ['emails[type eq "work" and value co "@EXAMPLE"]', true],
    ['emails[type eq "home"].value eq "ann@example.test"', false],
    ['emails[type eq "work"].value eq "ANN@example.test"', true],
    ['emails.value sw "ann"', true],
    ['userName eq "bob@example.test" or (externalId pr and not (active eq false))', true],
    ['nickName eq "x"', false],
    ['__proto__ pr', false],
    ['constructor.name eq "Object"', false],
  ])('%s', (text, expected) => {
    const { matches, needed } = matcher(text);
    expect(matches(resource)).toBe(expected);
    if (expected) expect(mayMatch(needed, resource)).toBe(true);
  });

  test.each([
    ['userName eq "ANN@example.test"', { userName: 'ann@example.test' }],
    ['externalId eq "Xy1" and displayName eq "Ann Example"', { externalId: 'Xy1', displayName: 'ann example' }],
    ['userName eq "a@example.test" or id eq "usr_1"', {}],
    ['not (userName eq "a@example.test")', {}],
    ['userName sw "a"', {}],
  ])('%s is looked up among those that can match', (text, needed) => {
    expect(matcher(text).needed).toEqual(needed);
  });

  test.each([
    ['userName'],
    ['userName eq'],
    ['eq "x"'],
    ['userName like "x"'],
    ['userName eq "x" and'],
    ['((userName pr)'],
    ['userName eq "x'],
    ["userName eq 'x'"],
  ])('%s is refused as one', (text) => {
    expect(refusal(() => matcher(text))).toMatchObject({ status: 400, scimType: 'invalidFilter' });
  });
});

describe('a PATCH of a user', () => {
  test.each([
    ['one part of the name', { op: 'replace', path: 'name.familyName', value: 'Changed' }, { name: 'Ann Changed' }],
    [
      'the whole name',
      { op: 'add', path: 'name', value: { givenName: 'Anna', familyName: 'Changed' } },
      { name: 'Anna Changed' },
    ],
    [
      'the shown name with any spelling',
      { op: 'Replace', path: 'DISPLAYNAME', value: 'A. Example' },
      { name: 'A. Example' },
    ],
    [
      'a value in a list',
      { op: 'Replace', path: 'displayName', value: [{ $ref: null, value: 'A. Example' }] },
      { name: 'A. Example' },
    ],
    [
      'a path with its schema',
      { op: 'replace', path: 'urn:ietf:params:scim:schemas:core:2.0:User:userName', value: 'new@example.test' },
      { email: 'new@example.test' },
    ],
    ['active as text', { op: 'Replace', path: 'active', value: 'False' }, { active: false }],
    ['active without path', { op: 'replace', value: { active: false } }, { active: false }],
    [
      'dotted keys without path',
      { op: 'Add', value: { 'name.givenName': 'Anna', 'emails[type eq "work"].value': 'x@y.z' } },
      { name: 'Anna Example' },
    ],
    ['the id at the provider', { op: 'add', path: 'externalId', value: '42' }, { externalId: '42' }],
    [
      'nothing that is kept',
      { op: 'add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Sales' },
      {},
    ],
    ['a removed value that is kept all the same', { op: 'remove', path: 'externalId' }, {}],
    ['a removed part of the name', { op: 'remove', path: 'displayName' }, {}],
  ])('takes %s', (_, operation, changes) => {
    expect(patchedUser(ann, patch(operation))).toEqual({
      email: 'ann@example.test',
      name: 'Ann Example',
      active: true,
      externalId: 'Xy1',
      ...changes,
    });
  });

  test.each([
    ['without operations', { schemas: [urn.patch] }, 'invalidSyntax'],
    ['with an empty list', patch(), 'invalidSyntax'],
    ['without its schema', { Operations: [{ op: 'add', path: 'active', value: true }] }, 'invalidSyntax'],
    ['with another operation', patch({ op: 'move', path: 'active' }), 'invalidSyntax'],
    ['that removes nothing named', patch({ op: 'remove' }), 'noTarget'],
    ['with a bare value', patch({ op: 'add', value: 'x' }), 'invalidValue'],
    ['with a path that is no text', patch({ op: 'add', path: 1, value: 'x' }), 'invalidPath'],
    [
      'that selects in what has one value',
      patch({ op: 'replace', path: 'userName[a eq 1]', value: 'x' }),
      'invalidPath',
    ],
    ['with an address that is none', patch({ op: 'replace', path: 'userName', value: 'ann' }), 'invalidValue'],
    ['with two values for one', patch({ op: 'replace', path: 'userName', value: ['a', 'b'] }), 'invalidValue'],
    ['with a truth that is none', patch({ op: 'replace', path: 'active', value: 'perhaps' }), 'invalidValue'],
    ['that is no object', 'x', 'invalidSyntax'],
    ['that is null', null, 'invalidSyntax'],
  ])('%s is refused', (_, body, scimType) => {
    expect(refusal(() => patchedUser(ann, body))).toMatchObject({ status: 400, scimType });
  });

  test('cannot reach the prototypes of objects', () => {
    const paths = [
      '__proto__.polluted',
      'constructor.prototype.polluted',
      'name.__proto__.polluted',
      'members[value eq "x"].__proto__.polluted',
    ];
    const bodies = [
      ...paths.map((path) => patch({ op: 'add', path, value: 'yes' })),
      ...paths.map((path) =>
        patch(
          JSON.parse(`{"op":"add","value":{"${path.replaceAll('"', '\\"')}":"yes","__proto__":{"polluted":"yes"}}}`),
        ),
      ),
      patch({
        op: 'add',
        path: 'name',
        value: JSON.parse('{"__proto__":{"polluted":"yes"},"__proto__.polluted":"yes"}') as unknown,
      }),
    ];
    for (const body of bodies) expect(patchedUser(ann, body)).toMatchObject({ name: 'Ann Example' });
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});

describe('a whole user', () => {
  test('takes the shown name, else the formatted one, else given and family name, else the address', () => {
    const userName = 'ann@example.test';
    expect(requestedUser({ userName, displayName: 'Shown', name: { formatted: 'Formatted' } }).name).toBe('Shown');
    expect(requestedUser({ userName, name: { formatted: 'Formatted', givenName: 'A' } }).name).toBe('Formatted');
    expect(requestedUser({ USERNAME: userName, NAME: { givenNAME: 'Ann', familyName: 'Example' } }).name).toBe(
      'Ann Example',
    );
    expect(requestedUser({ userName, displayName: ' ' }).name).toBe(userName);
  });

  test('is active unless it says otherwise', () => {
    expect(
      [undefined, null, true, 'True', false, 'False'].map(
        (active) => requestedUser({ userName: 'a@b.example', active }).active,
      ),
    ).toEqual([true, true, true, true, false, false]);
    expect(requestedUser({ userName: 'a@b.example' }, { active: false }).active).toBe(false);
  });

  test.each([
    [{}],
    [{ userName: 'ann' }],
    [{ userName: 'a@b.example', displayName: 7 }],
    [{ userName: 'a@b.example', displayName: 'x'.repeat(101) }],
    [{ userName: 'a@b.example', externalId: 'x'.repeat(300) }],
    [[]],
    [null],
    ['x'],
  ])('%j is refused', (body) => {
    expect(refusal(() => requestedUser(body))).toMatchObject({ status: 400 });
  });
});

describe('a PATCH of a group', () => {
  const group = { displayName: 'Finance', members: [{ value: 'a' }, { value: 'b' }] };

  test.each([
    [
      'adds members beside those that are there',
      [
        {
          op: 'Add',
          path: 'members',
          value: [
            { $ref: null, value: 'c' },
            { value: 'a', display: 'A' },
          ],
        },
      ],
      ['a', 'b', 'c'],
    ],
    ['adds one that is no list', [{ op: 'add', path: 'members', value: { value: 'c' } }], ['a', 'b', 'c']],
    ['adds without a path', [{ op: 'add', value: { members: [{ value: 'c' }] } }], ['a', 'b', 'c']],
    ['removes by selection', [{ op: 'remove', path: 'members[value eq "a"]' }], ['b']],
    ['removes by value', [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: 'b' }] }], ['a']],
    [
      'removes one after the other until none is left',
      [
        { op: 'remove', path: 'members[value eq "a"]' },
        { op: 'remove', path: 'members[value eq "b"]' },
        { op: 'remove', path: 'members[value eq "c"]' },
      ],
      [],
    ],
    ['removes all', [{ op: 'remove', path: 'members' }], []],
    [
      'removes all and adds others',
      [
        { op: 'remove', path: 'members' },
        { op: 'add', path: 'members', value: [{ value: 'd' }] },
      ],
      ['d'],
    ],
    ['replaces all', [{ op: 'replace', path: 'members', value: [{ value: 'd' }, { value: 'd' }] }], ['d']],
    ['replaces all by an empty list', [{ op: 'replace', path: 'members', value: [] }], []],
  ])('%s', (_, operations, members) => {
    expect(patchedGroup(group, patch(...operations))).toEqual({ name: 'Finance', members });
  });

  test('renames it, whatever else comes along', () => {
    expect(patchedGroup(group, patch({ op: 'replace', value: { id: 'grp_1', displayName: 'Money' } }))).toMatchObject({
      name: 'Money',
      members: ['a', 'b'],
    });
  });

  test.each([
    [{ op: 'add', path: 'members', value: [{ display: 'no value' }] }],
    [{ op: 'add', path: 'members', value: [{ value: 7 }] }],
    [{ op: 'remove', path: 'members[value]' }],
    [{ op: 'replace', path: 'displayName', value: '' }],
    [{ op: 'remove', path: 'displayName' }],
  ])('%j is refused', (operation) => {
    expect(refusal(() => patchedGroup(group, patch(operation)))).toMatchObject({ status: 400 });
  });

  test('is not named twice by a member who is listed twice', () => {
    expect(requestedGroup({ displayName: 'Money', members: [{ value: 'a' }, { value: 'a' }] }).members).toEqual(['a']);
  });
});

describe('a list', () => {
  const found = ['a', 'b', 'c', 'd', 'e'];

  test.each([
    [{}, 1, found],
    [{ startIndex: '2', count: '2' }, 2, ['b', 'c']],
    [{ startIndex: '5', count: '100' }, 5, ['e']],
    [{ startIndex: '9' }, 9, []],
    [{ count: '0' }, 1, []],
    [{ startIndex: '-3', count: '-1' }, 1, []],
    [{ count: '1000000' }, 1, found],
  ])('is paged by %j', (query, startIndex, page) => {
    expect(listAnswer(found, listQuery(query), (each) => each)).toEqual({
      schemas: [urn.list],
      totalResults: 5,
      startIndex,
      itemsPerPage: page.length,
      Resources: page,
    });
  });

  test.each([[{ count: 'many' }], [{ startIndex: '1.5' }], [{ filter: ['a', 'b'] }], [{ filter: 'x'.repeat(3_000) }]])(
    'is refused for %j',
    (query) => {
      expect(refusal(() => listQuery(query))).toMatchObject({ status: 400 });
    },
  );

  test('shows the attributes that were asked for, and always which one it is', () => {
    const shown = { schemas: [], id: '1', meta: {}, displayName: 'x', members: [], name: {} };
    expect(Object.keys(narrowed(shown, listQuery({ excludedAttributes: 'members,id' })))).toEqual([
      'schemas',
      'id',
      'meta',
      'displayName',
      'name',
    ]);
    expect(Object.keys(narrowed(shown, listQuery({ attributes: 'displayname, name.givenName' })))).toEqual([
      'schemas',
      'id',
      'meta',
      'displayName',
      'name',
    ]);
  });
});
