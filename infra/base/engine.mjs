// The two things `make` asks of the Docker Engine, through its API because a docker client need not be installed.
// engine.mjs exists NAME             exit 0 when the image is there, 3 when it is not
// engine.mjs import NAME TAR ENV...  imports a file system as an image
import { createReadStream } from 'node:fs';
import Docker from 'dockerode';

const [action, name, tarball, ...env] = process.argv.slice(2);
const docker = new Docker();

if (action === 'exists') {
  try {
    await docker.getImage(name).inspect();
  } catch (error) {
    if (error.statusCode !== 404) throw error;
    process.exitCode = 3;
  }
} else if (action === 'import') {
  const colon = name.lastIndexOf(':');
  const changes = [...env.map((entry) => `ENV ${entry}`), 'CMD ["/bin/bash"]'];
  const answer = await docker.importImage(createReadStream(tarball), {
    repo: name.slice(0, colon),
    tag: name.slice(colon + 1),
    changes,
  });
  for await (const chunk of answer) {
    for (const line of chunk.toString().split('\n').filter(Boolean)) {
      const { error } = JSON.parse(line);
      if (error) throw new Error(error);
    }
  }
  await docker.getImage(name).inspect();
} else {
  throw new Error('usage: engine.mjs exists NAME | import NAME TAR ENV...');
}
