import { createHash } from 'node:crypto';
import { answerProblems, bodyProblems } from './published.js';
import { GitHubError, type RestContext, type RestRequest } from './rest-route.js';
import { routes } from './rest-routes.js';

interface RestAnswer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/**
 * The REST API of the double. Every answer is GitHub's example with the facts of the test, and fits GitHub's schema.
 */
export class Rest {
  constructor(private readonly context: RestContext) {}

  handle(request: RestRequest): RestAnswer {
    try {
      return this.route(request);
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      const body = {
        message: error.message,
        documentation_url: 'https://docs.github.com/rest',
        status: `${error.status}`,
      };
      return { status: error.status, headers: error.headers, body };
    }
  }

  private route(request: RestRequest): RestAnswer {
    for (const { operation, pattern, by, status, answer } of routes) {
      const match = operation.startsWith(`${request.method} `) ? pattern.exec(request.path) : null;
      if (!match) continue;
      const isAllowed =
        by === 'anyone' || (by === 'app' ? request.by === 'app' : typeof request.by === 'object' && request.by);
      if (!isAllowed) throw new GitHubError(401, 'Bad credentials');
      if (request.body !== undefined) {
        const wrong = bodyProblems(operation, request.body);
        if (wrong.length > 0) throw new GitHubError(422, `Validation Failed: ${wrong.join('; ')}`);
      }
      const body = answer(this.context, request, match.slice(1).map(decodeURIComponent));
      const problems = status === 204 ? [] : answerProblems(operation, status, body);
      if (problems.length > 0) throw new Error(`The double is not as GitHub: ${problems.join('; ')}`);
      const etag = `"${createHash('sha256')
        .update(JSON.stringify(body ?? null))
        .digest('hex')
        .slice(0, 32)}"`;
      if (request.method === 'GET' && request.ifNoneMatch?.replace(/^W\//, '') === etag)
        return { status: 304, headers: { etag }, body: undefined };
      return { status, headers: { etag }, body };
    }
    throw new GitHubError(404, 'Not Found');
  }
}
