import type { GroupRules, Rule } from '@toolyard/contracts';

/** Which tools of one server a caller may call: all, none, only some, or all except some. */
export class ToolRights {
  static readonly all = new ToolRights('except', new Set());
  static readonly none = new ToolRights('only', new Set());

  #folded: ReadonlySet<string> | null = null;

  private constructor(
    private readonly kind: 'only' | 'except',
    private readonly tools: ReadonlySet<string>,
    /** With `except`: the only names that exist; null when that is not known. */
    private readonly existing: ReadonlySet<string> | null = null,
  ) {}

  /** The least restrictive rule of the groups applies. Equivalent to `groupsAllow`, which decides for one tool. */
  static of(groups: readonly GroupRules[], serverId: string): ToolRights {
    let except: Set<string> | null = null;
    const only = new Set<string>();
    for (const group of groups) {
      const rule: Rule = Object.hasOwn(group.servers, serverId)
        ? group.servers[serverId]!
        : { access: group.defaultAccess };
      if (rule.access === 'all') return ToolRights.all;
      if (rule.access === 'only') for (const tool of rule.tools) only.add(tool);
      if (rule.access === 'except') {
        const refused = new Set(rule.tools);
        except =
          except === null ? refused : new Set<string>([...(except as Set<string>)].filter((tool) => refused.has(tool)));
      }
    }
    if (except) return ToolRights.#make('except', new Set([...except].filter((tool) => !only.has(tool))));
    return ToolRights.#make('only', only);
  }

  static #make(kind: 'only' | 'except', tools: ReadonlySet<string>): ToolRights {
    if (tools.size > 0) return new ToolRights(kind, tools);
    return kind === 'except' ? ToolRights.all : ToolRights.none;
  }

  /**
   * Rights that allow no name but these, unless they allow all: a server may take another spelling for the tool that
   * `except` refuses. @param existing names of the tools of the live deployment; undefined when it listed none
   */
  among(existing: readonly string[] | undefined): ToolRights {
    if (this.kind === 'only' || this.isAll || existing === undefined) return this;
    return new ToolRights(this.kind, this.tools, new Set(existing));
  }

  get isAll(): boolean {
    return this === ToolRights.all;
  }

  /** The rules allow at least one tool. */
  get usable(): boolean {
    return this !== ToolRights.none;
  }

  /** `except` also refuses other spellings of what it names, for servers whose tools are not known. */
  allows(tool: string): boolean {
    if (this.kind === 'only') return this.tools.has(tool);
    if (this.existing !== null && !this.existing.has(tool)) return false;
    return !this.tools.has(tool) && (this.isAll || !this.#excepted().has(folded(tool)));
  }

  #excepted(): ReadonlySet<string> {
    this.#folded ??= new Set([...this.tools].map(folded));
    return this.#folded;
  }

  equals(other: ToolRights): boolean {
    return (
      this === other ||
      (this.kind === other.kind &&
        sameNames(this.tools, other.tools) &&
        sameNames(this.existing ?? none, other.existing ?? none))
    );
  }
}

const none: ReadonlySet<string> = new Set();

const sameNames = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((name) => b.has(name));

/** A name without what lenient readers ignore: case, width, spaces, and characters that are not seen. */
const folded = (tool: string): string =>
  tool
    .normalize('NFKC')
    .replace(/[\p{White_Space}\p{Cc}\p{Cf}]/gu, '')
    .toUpperCase()
    .toLowerCase();
