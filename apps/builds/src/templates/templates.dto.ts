import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { type TemplateId, templateIds } from './templates.js';

class TemplateDto {
  @ApiProperty({ enum: templateIds })
  id!: TemplateId;
  @ApiProperty()
  title!: string;
  @ApiProperty()
  description!: string;
}

export class TemplatesDto {
  @ApiProperty({ type: [TemplateDto] })
  items!: TemplateDto[];
}

export class BeginDto {
  @ApiProperty({ enum: templateIds })
  @IsIn(templateIds)
  template!: TemplateId;
}
