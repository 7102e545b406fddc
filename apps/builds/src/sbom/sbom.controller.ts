import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, ApiErrors } from '@toolyard/service';
import { sbomType } from './sbom-document.js';
import { Sboms } from './sboms.js';

@ApiTags('Deployments')
@ApiBearerAuth()
@Controller('api/v1')
export class SbomController {
  constructor(private readonly sboms: Sboms) {}

  @Get('deployments/:id/sbom')
  @Allow(['admin', 'auditor', 'own'], { by: 'deployment' })
  @Header('Content-Type', sbomType)
  @Header('Content-Disposition', 'attachment; filename="sbom.cdx.json"')
  @ApiOperation({
    summary: 'Read what is installed in the image of a deployment',
    description: 'A software bill of materials in the form of CycloneDX 1.6, as long as the image is kept.',
  })
  @ApiOkResponse({ content: { 'application/vnd.cyclonedx+json': { schema: { type: 'object' } } } })
  @ApiErrors('not_found')
  read(@Param('id') id: string): Promise<string> {
    return this.sboms.of(id);
  }
}
