export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** The same sequence each time, so that two runs see the same figures. */
export function* sequence(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    yield state / 2 ** 32;
  }
}

export const people = [
  'Ada Lindqvist',
  'Jonas Petersen',
  'Priya Natarajan',
  'Maria-Antonietta Castellanos de la Vega',
  'Kofi',
];
export const clients = ['claude-code', 'cursor', 'chatgpt', 'vscode'];
export const tools: Record<string, string[]> = {
  'Order book': ['search_orders', 'get_order', 'refund_order'],
  'Weather for logistics': ['forecast', 'alerts_for_route'],
  'Customer support knowledge base and macros': [
    'search_articles',
    'suggest_reply',
    'list_macros_by_department_and_language',
  ],
  'Data warehouse': ['run_query', 'list_tables'],
  Payroll: ['payslip'],
};
export const names = Object.keys(tools);

export const slugOf = (name: string) => name.toLowerCase().replaceAll(' ', '-');
export const iso = (at: number) => new Date(at).toISOString();
export const statusOf = (callClass: string) =>
  ({ ok: 'success', denied: 'denied', auth_required: 'needs_sign_in', cancelled: 'cancelled' })[callClass] ?? 'error';
