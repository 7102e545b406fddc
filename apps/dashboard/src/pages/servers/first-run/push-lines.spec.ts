import { expect, test } from '@jest/globals';
import { pushLines, templateLines } from './push-lines.js';

const gitUrl = 'https://tools.example.com/git/ticket-search.git';

test('two lines connect a repository and deploy it', () => {
  expect(pushLines(gitUrl, 'ty_abc_DEF-1')).toBe(
    'git remote add toolyard https://toolyard:ty_abc_DEF-1@tools.example.com/git/ticket-search.git\n' +
      'git push toolyard HEAD:main',
  );
});

test('without a token the lines can be used as they are: git asks for one', () => {
  expect(pushLines(gitUrl, null)).toBe(`git remote add toolyard ${gitUrl}\ngit push toolyard HEAD:main`);
  expect(templateLines('ticket-search', gitUrl, null)).not.toContain('<token>');
});

test('the template is a whole server that ends with the push', () => {
  const lines = templateLines('ticket-search', gitUrl, 'ty_x');
  const manifest = /package\.json <<'EOF'\n([^]*?)\nEOF/.exec(lines)![1]!;
  expect(JSON.parse(manifest)).toMatchObject({ name: 'ticket-search', scripts: { start: 'node server.js' } });
  expect(lines).toContain("name: 'ticket-search'");
  expect(lines.endsWith(pushLines(gitUrl, 'ty_x'))).toBe(true);
});
