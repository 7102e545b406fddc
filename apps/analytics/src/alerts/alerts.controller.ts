import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { type Actor, type Principal, Rejected } from '@toolyard/contracts';
import { Allow, ApiErrors, CurrentActor, CurrentPrincipal } from '@toolyard/service';
import { ServerDirectory } from '../servers/server-directory.js';
import { alertAnswer, changedRule, deliveryAnswer, newRule } from './alert-answer.js';
import {
  AlertDto,
  AlertListDto,
  CreateAlertDto,
  AlertDeliveryListDto,
  EditAlertDto,
  SilenceDto,
} from './alerts.dto.js';
import { type Alert, AlertsService } from './alerts.service.js';

const whose = 'Admins have all; developers those of their own servers; auditors read all.';

@ApiTags('Alerts')
@ApiBearerAuth()
@Allow(['admin', 'developer'])
@Controller('api/v1/alerts')
export class AlertsController {
  constructor(
    private readonly alerts: AlertsService,
    private readonly directory: ServerDirectory,
  ) {}

  @Get()
  @Allow(['admin', 'developer', 'auditor'])
  @ApiOperation({ summary: 'List alerts with their state', description: whose })
  @ApiOkResponse({ type: AlertListDto })
  list(@CurrentPrincipal() principal: Principal): AlertListDto {
    return { items: this.alerts.list(principal).map((alert) => this.answer(alert)) };
  }

  @Post()
  @ApiOperation({ summary: 'Create an alert', description: whose })
  @ApiCreatedResponse({ type: AlertDto })
  @ApiErrors('invalid_request', 'malformed_json', 'not_found', 'conflict')
  async create(
    @Body() input: CreateAlertDto,
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AlertDto> {
    return this.answer(await this.alerts.create(principal, newRule(input), actor));
  }

  @Get(':id')
  @Allow(['admin', 'developer', 'auditor'])
  @ApiOperation({ summary: 'Read an alert' })
  @ApiOkResponse({ type: AlertDto })
  @ApiErrors('not_found')
  read(@Param('id') id: string, @CurrentPrincipal() principal: Principal): AlertDto {
    return this.answer(this.alerts.get(principal, id));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change an alert',
    description: 'Open incidents end, because they were of the rule before.',
  })
  @ApiOkResponse({ type: AlertDto })
  @ApiErrors('invalid_request', 'malformed_json', 'not_found')
  async edit(
    @Param('id') id: string,
    @Body() input: EditAlertDto,
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AlertDto> {
    const { rule } = this.alerts.get(principal, id);
    return this.answer(await this.alerts.edit(principal, id, changedRule(input, rule), actor));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an alert' })
  @ApiNoContentResponse()
  @ApiErrors('not_found')
  async delete(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.alerts.change(principal, id, { type: 'delete' }, actor);
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take on the open incidents of an alert' })
  @ApiOkResponse({ type: AlertDto })
  @ApiErrors('not_found')
  async acknowledge(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AlertDto> {
    await this.alerts.change(principal, id, { type: 'acknowledge' }, actor);
    return this.answer(this.alerts.get(principal, id));
  }

  @Post(':id/silence')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send no messages about an alert for a time' })
  @ApiOkResponse({ type: AlertDto })
  @ApiErrors('invalid_request', 'malformed_json', 'not_found')
  async silence(
    @Param('id') id: string,
    @Body() { until }: SilenceDto,
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AlertDto> {
    const at = Date.parse(until);
    if (!(at > Date.now())) throw new Rejected('invalid_request', 'until must be in the future. Nothing was changed.');
    await this.alerts.change(principal, id, { type: 'silence', until: new Date(at).toISOString() }, actor);
    return this.answer(this.alerts.get(principal, id));
  }

  @Delete(':id/silence')
  @HttpCode(204)
  @ApiOperation({ summary: 'Send messages about an alert again' })
  @ApiNoContentResponse()
  @ApiErrors('not_found')
  async endSilence(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.alerts.change(principal, id, { type: 'endSilence' }, actor);
  }

  @Get(':id/deliveries')
  @Allow(['admin', 'developer', 'auditor'])
  @ApiOperation({ summary: 'The messages about an alert and how far they came' })
  @ApiOkResponse({ type: AlertDeliveryListDto })
  @ApiErrors('not_found')
  deliveries(@Param('id') id: string, @CurrentPrincipal() principal: Principal): AlertDeliveryListDto {
    return { items: this.alerts.get(principal, id).state.deliveries.toReversed().map(deliveryAnswer) };
  }

  private answer(alert: Alert): AlertDto {
    return alertAnswer(alert, (serverId) => this.directory.nameOf(serverId), new Date().toISOString());
  }
}
