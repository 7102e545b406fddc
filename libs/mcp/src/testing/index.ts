export { forksWithoutEnd, type ScriptedTool, scriptedServer, type ServerScript } from './scripted-server.js';
export { serverFiles, serverProgram } from './server-files.js';
