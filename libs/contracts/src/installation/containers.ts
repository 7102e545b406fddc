/**
 * Labels of the containers, networks and images that the platform makes. They are how one installation finds its own on
 * a Docker Engine that it shares with others.
 */
export const containerLabels = {
  instance: 'toolyard.instance',
  server: 'toolyard.server',
  deployment: 'toolyard.deployment',
  replica: 'toolyard.replica',
  port: 'toolyard.port',
  /** Names of the environment variables that hold the server's variables, separated by commas. */
  variables: 'toolyard.variables',
} as const;
