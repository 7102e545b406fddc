// Reads the report of `npm audit --json` and says what is no exception; see tools/audit.
import { readFileSync } from 'node:fs';

/**
 * @param report what npm printed
 * @param exceptions `{ advisory, why, until }`: the advisory's address, why it does no harm, and until which day
 * @param today `2026-11-27`
 * @returns the advisories that nothing excuses; null when the registry has not answered
 */
export function findingsOf(report, exceptions, today) {
  if (!report.vulnerabilities) return null;
  const excused = new Set(exceptions.filter(({ until }) => until >= today).map(({ advisory }) => advisory));
  const advisories = Object.values(report.vulnerabilities)
    .flatMap(({ via }) => via)
    .filter((each) => typeof each === 'object' && !excused.has(each.url));
  return [...new Map(advisories.map((each) => [each.url, each])).values()].map(
    ({ url, name, severity, title }) => `${severity}: ${name}: ${title} (${url})`,
  );
}

function main() {
  const exceptions = JSON.parse(readFileSync(new URL('../audit-exceptions.json', import.meta.url), 'utf8'));
  const findings = findingsOf(read(), exceptions, new Date().toISOString().slice(0, 10));
  if (findings === null) {
    console.error('The registry did not answer the question for weaknesses, so nothing is known. Try again later.');
    return 2;
  }
  for (const finding of findings) console.log(finding);
  return findings.length > 0 ? 1 : 0;
}

function read() {
  try {
    return JSON.parse(readFileSync(0, 'utf8'));
  } catch {
    return {};
  }
}

if (import.meta.main) process.exitCode = main();
