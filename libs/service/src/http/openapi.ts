import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Request, Response } from 'express';

/** Serves the service's OpenAPI document at `/openapi.json`, made on first demand so that it costs nothing at start. */
export function openApiAt(app: NestExpressApplication, name: string): void {
  let document: OpenAPIObject | undefined;
  app.use('/openapi.json', (_: Request, response: Response) => {
    const info = new DocumentBuilder()
      .setTitle(`Toolyard ${name}`)
      .setVersion('1')
      .addBearerAuth()
      .addSecurityRequirements('bearer')
      .build();
    document ??= SwaggerModule.createDocument(app, info);
    response.json(document);
  });
}
