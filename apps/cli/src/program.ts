import { Command, CommanderError } from 'commander';
import { Platform } from './api/platform.js';
import { config } from './commands/config.js';
import { deploy, type DeployOptions, rollBack } from './commands/deploy.js';
import { doctor } from './commands/doctor.js';
import { login } from './commands/login.js';
import { logs } from './commands/logs.js';
import { open } from './commands/open.js';
import { create, list } from './commands/servers.js';
import { callTool, tools } from './commands/tools.js';
import { variables } from './commands/variables.js';
import { type ExitCode, Failure } from './failure.js';
import { currentLogin } from './login/current-login.js';
import type { Result, Terminal } from './terminal.js';
import { version } from './version.js';

/**
 * Runs one command.
 *
 * @param args without the names of Node.js and the program
 * @returns 0 when it is done, 1 when it failed, 2 when the arguments make no command
 */
export async function yard(args: string[], terminal: Terminal): Promise<ExitCode> {
  const json = args.includes('--json');
  let exitCode: ExitCode = 0;
  const show = ({ value, text, failed }: Result): void => {
    if (json ? value !== undefined : text !== '') terminal.out(`${json ? JSON.stringify(value, null, 2) : text}\n`);
    if (failed) exitCode = 1;
  };
  try {
    await program(terminal, show).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has written its sentence; help and the version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    // Ctrl-C ends a command that follows something.
    if (terminal.signal.aborted) return 1;
    if (!(error instanceof Failure)) throw error;
    const { code, message, details } = error;
    terminal.err(`${json ? JSON.stringify({ code, message, details }) : message}\n`);
    return error.exitCode;
  }
}

type Show = (result: Result) => void;

function program(terminal: Terminal, show: Show): Command {
  const yardCommand = new Command('yard')
    .description('Deploys MCP servers to a Toolyard, follows their logs and calls their tools.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
    .showHelpAfterError('See `yard --help`.');
  /** A command of which every one has `--json`. */
  const command = (usage: string, description: string): Command =>
    yardCommand.command(usage).description(description).option('--json', 'answer for programs, as JSON');
  /** The platform that the user is logged in at. */
  const here = async () => new Platform(await currentLogin(terminal), terminal.signal);

  command('login <url>', 'Store the platform and an API key')
    .option('--token [-]', 'read the key from standard input')
    .action(async (url: string, options: { token?: string | true }) => show(await login(terminal, url, options.token)));
  command('create <name>', 'Create a server').action(async (name: string) => show(await create(await here(), name)));
  command('list', 'List the servers').action(async () => show(await list(await here())));
  command('deploy [dir]', 'Push a folder, with or without git, and follow its deployment')
    .option('-s, --server <server>', 'slug or id; made from the name of the folder without it')
    .option('--create', 'create the server when there is none')
    .option('-m, --message <text>', 'message of the commit')
    .action(async (dir: string | undefined, options: DeployOptions) =>
      show(await deploy(await here(), terminal, dir ?? '.', options)),
    );
  command('logs <server>', 'Show the runtime log of a server')
    .option('-f, --follow', 'go on with new lines')
    .action(async (name: string, options: { follow?: boolean; json?: boolean }) =>
      show(await logs(await here(), terminal, name, options)),
    );
  command('tools <server>', 'List the tools of a server').action(async (name: string) =>
    show(await tools(await here(), name)),
  );
  command('call <server> <tool> [json]', 'Call a tool with a JSON object of arguments').action(
    async (name: string, tool: string, args: string | undefined) =>
      show(await callTool(await here(), name, tool, args)),
  );
  command('variables <server> [action] [name]', 'List variables; `set NAME` from standard input; `unset NAME`').action(
    async (name: string, action?: string, variable?: string) =>
      show(await variables(await here(), terminal, name, action, variable)),
  );
  command('rollback <server>', 'Bring the deployment back that was live before')
    .option('--to <deployment>', 'id of another deployment')
    .action(async (name: string, options: { to?: string }) =>
      show(await rollBack(await here(), terminal, name, options.to)),
    );
  command('open <server>', 'Open the page of a server in the browser').action(
    async (name: string, options: { json?: boolean }) =>
      show(await open(await here(), terminal, name, options.json ?? false)),
  );
  command('doctor', 'Check the login, the platform and git').action(async () => show(await doctor(terminal)));
  command('config <server> <client>', 'Show how an MCP client is set up for a server')
    .option('--key', 'with an API key in place of the sign-in in the browser')
    .action(async (name: string, client: string, options: { key?: boolean }) =>
      show(await config(await here(), name, client, options.key ?? false)),
    );
  return yardCommand;
}
