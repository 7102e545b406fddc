import type { Shapes } from './shapes.js';
import { fullNameOf, type Installation, type Repository, type World } from './world.js';

export interface RestRequest {
  method: string;
  /** Below the base of the API, without the query. */
  path: string;
  query: URLSearchParams;
  body: any;
  /** Whom the request is from. */
  by: 'app' | Installation | null;
  ifNoneMatch: string | undefined;
}

export interface Route {
  operation: string;
  pattern: RegExp;
  by: 'app' | 'installation' | 'anyone';
  status: number;
  answer: (context: RestContext, request: RestRequest, params: string[]) => unknown;
}

/** An answer other than success. */
export class GitHubError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** What the routes answer from. */
export class RestContext {
  constructor(
    readonly world: World,
    readonly shapes: Shapes,
    readonly apiUrl: string,
    readonly redeliver: (deliveryId: number) => void,
  ) {}

  /** The repository, when the installation sees it. Its former name redirects. */
  repository(request: RestRequest, owner: string, name: string): Repository {
    const found = this.world.named(`${owner}/${name}`);
    const by = request.by;
    const isVisible =
      found && (by === 'app' || (by !== null && !by.suspendedAt && this.world.visibleTo(by).includes(found)));
    if (!isVisible) throw new GitHubError(404, 'Not Found');
    if (fullNameOf(found).toLowerCase() !== `${owner}/${name}`.toLowerCase()) {
      const location = `${this.apiUrl}${request.path.replace(/^\/repos\/[^/]+\/[^/]+/, `/repos/${fullNameOf(found)}`)}`;
      throw new GitHubError(301, 'Moved Permanently', { location });
    }
    return found;
  }
}

/** A route for a path of the document, where `{name}` is one segment and the last may hold slashes. */
export function route(operation: string, by: Route['by'], status: number, answer: Route['answer']): Route {
  const path = operation.split(' ')[1]!;
  const source = path.replace(/\{(path|ref|basehead|branch)\}$/, '(.+)').replace(/\{[^}]+\}/g, '([^/]+)');
  return { operation, pattern: new RegExp(`^${source}$`), by, status, answer };
}

/** As `route`, for an answer about a repository, the first two parameters. */
export const ofRepository = (
  operation: string,
  status: number,
  answer: (context: RestContext, repository: Repository, request: RestRequest, params: string[]) => unknown,
): Route =>
  route(operation, 'installation', status, (context, request, [owner, name, ...params]) =>
    answer(context, context.repository(request, owner!, name!), request, params),
  );
