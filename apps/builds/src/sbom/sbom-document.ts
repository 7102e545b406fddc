import { Enums, Models, Serialize, SPDX, Spec } from '@cyclonedx/cyclonedx-library';
import type { ImageRef } from '@toolyard/contracts';
import { PackageURL } from 'packageurl-js';
import type { InstalledPackage } from './installed-packages.js';

/** Media type of the documents, as CycloneDX registered it. */
export const sbomType = 'application/vnd.cyclonedx+json; version=1.6';

/** A CycloneDX document of what is installed in an image. */
export function sbomDocument(image: ImageRef, packages: Iterable<InstalledPackage>): string {
  const bom = new Models.Bom();
  bom.metadata.component = new Models.Component(Enums.ComponentType.Container, image.tag, {
    bomRef: image.digest,
    version: image.digest,
  });
  const seen = new Set<string>();
  for (const one of packages) {
    const purl = purlOf(one);
    if (seen.has(purl)) continue;
    seen.add(purl);
    const component = new Models.Component(Enums.ComponentType.Library, one.name, {
      bomRef: purl,
      version: one.version,
      purl,
    });
    if (one.license !== null)
      component.licenses.add(
        SPDX.isSupportedSpdxId(one.license)
          ? new Models.SpdxLicense(one.license)
          : new Models.NamedLicense(one.license),
      );
    bom.components.add(component);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return serializer.serialize(bom, { sortLists: true });
}

/** Package URL (ECMA-427). A distribution is part of it for packages of Debian and Alpine, which tools ask for. */
function purlOf({ kind, name, version }: InstalledPackage): string {
  const slash = kind === 'npm' && name.startsWith('@') ? name.indexOf('/') : -1;
  const namespace =
    slash > 0 ? name.slice(0, slash) : kind === 'deb' ? 'debian' : kind === 'apk' ? 'alpine' : undefined;
  return new PackageURL(kind, namespace, name.slice(slash + 1), version, undefined, undefined).toString();
}
