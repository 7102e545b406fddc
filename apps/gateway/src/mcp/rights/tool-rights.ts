import type { GroupRules, Rule } from '@toolyard/contracts';

/** Which tools of one server a caller may call: all, none, only some, or all except some. */
export class ToolRights {
  static readonly all = new ToolRights('except', new Set());
  static readonly none = new ToolRights('only', new Set());

  #folded: ReadonlySet<string> | null = null;

  private constructor(
    private readonly kind: 'only' | 'except',
    private readonly tools: ReadonlySet<string>,
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

  get isAll(): boolean {
    return this === ToolRights.all;
  }

  /** The rules allow at least one tool. */
  get usable(): boolean {
    return this !== ToolRights.none;
  }

  /** Some servers are lenient about names, so `except` refuses every spelling of the tools that it names. */
  allows(tool: string): boolean {
    if (this.kind === 'only') return this.tools.has(tool);
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
        this.tools.size === other.tools.size &&
        [...this.tools].every((tool) => other.tools.has(tool)))
    );
  }
}

/** A name without what lenient readers ignore: case, width, spaces, and characters that are not seen. */
const folded = (tool: string): string =>
  tool
    .normalize('NFKC')
    .replace(/[\p{White_Space}\p{Cc}\p{Cf}]/gu, '')
    .toUpperCase()
    .toLowerCase();
