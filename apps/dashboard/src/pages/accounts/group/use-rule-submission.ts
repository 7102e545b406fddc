import type { Rule } from '@toolyard/contracts';
import { type PermissionGroup, setRule } from '../../../api/access/groups.js';
import { groupKeys } from '../../../api/query-keys.js';
import type { Server } from '../../../api/servers/servers.js';
import { visibleText } from '../../../format/visible-text.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { ruleText } from './rules.js';

/** Sets the rule of a group for a server; `null` removes it. `failed`: the title of a notification about a failure. */
export const useRuleSubmission = (group: PermissionGroup, server: Server, failed?: string) =>
  useSubmission((rule: Rule | null) => setRule(group.id, server.id, rule), {
    stale: [groupKeys.one(group.id)],
    done: (_, rule) => {
      const text = ruleText(rule ?? undefined, group.defaultAccess, server.tools);
      return `${visibleText(server.name)}: ${text.toLowerCase()}.`;
    },
    failed,
  });
