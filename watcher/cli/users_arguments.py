"""The arguments of the commands about accounts."""

from watcher.accounts.visitors import Role
from watcher.cli import users
from watcher.cli.grammar import Group, Parser


def add(commands: Group, common: Parser) -> None:
    """users list, add, role, disable, enable, link."""
    group = commands.add_parser("users", help="账号").add_subparsers(dest="what", required=True)
    group.add_parser("list", parents=[common], help="全部账号").set_defaults(run=users.listing)
    roles = [one.value for one in Role]
    adding = group.add_parser("add", parents=[common], help="添加账号，显示设置密码的一次性链接")
    adding.add_argument("name")
    adding.add_argument("--role", choices=roles, required=True, help="viewer 查看者、reviewer 复核者、admin 管理员")
    adding.set_defaults(run=users.add)
    changing = group.add_parser("role", parents=[common], help="更改角色")
    changing.add_argument("name")
    changing.add_argument("role", choices=roles)
    changing.set_defaults(run=users.role)
    for what, words, run in (
        ("disable", "停用：不能再登录，令牌失效", users.disable),
        ("enable", "重新启用", users.enable),
        ("link", "忘记密码时的一次性链接", users.link),
    ):
        one = group.add_parser(what, parents=[common], help=words)
        one.add_argument("name")
        one.set_defaults(run=run)
