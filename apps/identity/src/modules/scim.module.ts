import { Module } from '@nestjs/common';
import { AccountsModule } from './accounts.module.js';
import { ScimDiscoveryController, ScimGroupsController, ScimUsersController } from '../scim/scim.controllers.js';
import { ScimGroups } from '../scim/scim-groups.js';
import { ScimUsers } from '../scim/scim-users.js';

/** Users and groups as an identity provider pushes them (SCIM 2.0, RFC 7643 and 7644). */
@Module({
  imports: [AccountsModule],
  controllers: [ScimUsersController, ScimGroupsController, ScimDiscoveryController],
  providers: [ScimUsers, ScimGroups],
})
export class ScimModule {}
