import { BuildFailure } from './build-failure.js';
import type { Tree } from './dockerfile-text.js';

interface Language {
  name: string;
  /** Files at the root that show it; a name that begins with a dot is an ending. */
  files: string[];
  dockerfile: string[];
}

/** Languages that are recognised and need a Dockerfile, with one that works for most projects. */
const languages: Language[] = [
  {
    name: 'Go',
    files: ['go.mod'],
    dockerfile: [
      'FROM golang:1.25 AS build',
      'WORKDIR /src',
      'COPY . .',
      'RUN CGO_ENABLED=0 go build -o /server .',
      'FROM gcr.io/distroless/static-debian12',
      'COPY --from=build /server /server',
      'USER 10001',
      'EXPOSE 8080',
      'CMD ["/server"]',
    ],
  },
  {
    name: 'Rust',
    files: ['Cargo.toml'],
    dockerfile: [
      'FROM rust:1-slim AS build',
      'WORKDIR /src',
      'COPY . .',
      'RUN cargo install --locked --path . --root /out',
      'FROM debian:bookworm-slim',
      'COPY --from=build /out/bin/ /usr/local/bin/',
      'USER 10001',
      'EXPOSE 8080',
      'CMD ["NAME-OF-THE-BINARY"]',
    ],
  },
  {
    name: 'Deno',
    files: ['deno.json', 'deno.jsonc', 'deno.lock'],
    dockerfile: [
      'FROM denoland/deno:2',
      'WORKDIR /app',
      'COPY . .',
      'RUN deno install --entrypoint main.ts',
      'USER deno',
      'EXPOSE 8080',
      'CMD ["run", "--allow-net", "--allow-env", "--allow-read", "main.ts"]',
    ],
  },
  {
    name: '.NET',
    files: ['.csproj', '.fsproj', '.sln', '.slnx', 'global.json'],
    dockerfile: [
      'FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build',
      'WORKDIR /src',
      'COPY . .',
      'RUN dotnet publish -c Release -o /out',
      'FROM mcr.microsoft.com/dotnet/aspnet:10.0',
      'WORKDIR /app',
      'COPY --from=build /out .',
      'ENV ASPNETCORE_URLS=http://0.0.0.0:8080',
      'USER 10001',
      'EXPOSE 8080',
      'CMD ["dotnet", "NAME-OF-THE-PROJECT.dll"]',
    ],
  },
  {
    name: 'Java',
    files: ['pom.xml'],
    dockerfile: [
      'FROM maven:3-eclipse-temurin-21 AS build',
      'WORKDIR /src',
      'COPY . .',
      'RUN mvn -q package -DskipTests',
      'FROM eclipse-temurin:21-jre',
      'COPY --from=build /src/target/*.jar /app.jar',
      'ENV SERVER_PORT=8080',
      'USER 10001',
      'EXPOSE 8080',
      'CMD ["java", "-jar", "/app.jar"]',
    ],
  },
  {
    name: 'Java or Kotlin with Gradle',
    files: ['build.gradle', 'build.gradle.kts'],
    dockerfile: [
      'FROM gradle:8-jdk21 AS build',
      'WORKDIR /src',
      'COPY . .',
      'RUN gradle --no-daemon build -x test',
      'FROM eclipse-temurin:21-jre',
      'COPY --from=build /src/build/libs/*.jar /app.jar',
      'ENV SERVER_PORT=8080',
      'USER 10001',
      'EXPOSE 8080',
      'CMD ["java", "-jar", "/app.jar"]',
    ],
  },
];

/** The failure for a language that needs a Dockerfile, with the Dockerfile to copy; undefined for no such language. */
export function otherLanguage(tree: Tree): BuildFailure | undefined {
  const atRoot = [...tree.paths].filter((path) => !path.includes('/'));
  const nested = [...tree.paths].filter((path) => path.split('/').length <= 3);
  const shows = (file: string) =>
    /^\.\w+proj$|^\.slnx?$/.test(file) ? nested.some((path) => path.endsWith(file)) : atRoot.includes(file);
  const language = languages.find(({ files }) => files.some(shows));
  if (!language) return undefined;
  return new BuildFailure(
    'fetch',
    'unsupported_language',
    `This is a project in ${language.name}, which is built with a Dockerfile only. Add this file as ` +
      'Dockerfile at the root, correct it where needed, and push ' +
      `again:\n\n${language.dockerfile.join('\n')}\n`,
  );
}
